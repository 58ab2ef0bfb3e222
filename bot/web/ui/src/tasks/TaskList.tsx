// The rows themselves: only those in sight exist, so a hundred thousand scroll like ten.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { Task } from "@/api/client";
import { Button } from "@/parts/Button";
import { useWords } from "@/words";
import { DropRail } from "./DropRail";
import type { Deeds } from "./data";
import type { Keys } from "./keys";
import type { Row, Section } from "./rows";
import { TaskRow } from "./TaskRow";
import type { View } from "./TasksPage";

type Props = { view: View; keys: Keys; deeds: Deeds; edit: (task: Task) => void };
const ROW = 42;
const HEADING = 48;

export function TaskList({ view, keys, deeds, edit }: Props) {
  const { say } = useWords();
  const box = useRef<HTMLElement>(null);
  const [dragged, setDragged] = useState<Task | null>(null);
  const list = useRows(view, keys, box);
  return (
    <div className="relative min-h-0 flex-1">
      {dragged && <DropRail task={dragged} move={deeds.move} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={box} className="h-full overflow-y-auto pb-24" tabIndex={0} aria-label={say("tasks")}>
        <div className="relative" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const row = view.rows[item.index];
            if (!row) return null;
            return (
              <div
                key={row.key}
                className="absolute inset-x-0 top-0"
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                <OneRow row={row} keys={keys} deeds={deeds} edit={edit} drag={setDragged} />
              </div>
            );
          })}
        </div>
        {view.finished && (
          <div className="px-4 py-4 md:px-7">
            <Button
              kind="quiet"
              size="small"
              aria-expanded={view.showDone}
              onClick={() => view.setShowDone(!view.showDone)}
            >
              {say(view.showDone ? "hide_done" : "show_done")}
            </Button>
          </div>
        )}
      </section>
    </div>
  );
}

function useRows(view: View, keys: Keys, box: React.RefObject<HTMLElement | null>) {
  const list = useVirtualizer({
    count: view.rows.length,
    getScrollElement: () => box.current,
    estimateSize: (place) => (view.rows[place]?.kind === "section" ? HEADING : ROW),
    getItemKey: (place) => view.rows[place]?.key ?? place,
    overscan: 12,
  });
  const last = list.getVirtualItems().at(-1)?.index ?? 0;
  const { more, rows } = view;
  useEffect(() => {
    if (last >= rows.length - 60) more();
  }, [last, rows.length, more]);
  const at = keys.current ? rows.findIndex((row) => row.kind === "task" && row.task.id === keys.current) : -1;
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at, { align: "auto" });
  }, [at, list]);
  return list;
}

type OneProps = { row: Row; keys: Keys; deeds: Deeds; edit: (task: Task) => void; drag: (task: Task | null) => void };

function OneRow({ row, keys, deeds, edit, drag }: OneProps) {
  if (row.kind === "section") return <Heading section={row.section} />;
  return <TaskRow task={row.task} keys={keys} deeds={deeds} edit={edit} drag={drag} />;
}

function Heading({ section }: { section: Section }) {
  const { say } = useWords();
  return (
    <h2
      className={`flex h-full items-end gap-3 px-4 pb-1.5 text-[1.02rem] font-bold md:px-7 ${section === "overdue" ? "text-late" : ""}`}
    >
      {say(section)}
      <span className="mb-2 h-px flex-1 bg-line" />
    </h2>
  );
}
