// The rows themselves: only those in sight exist, so a hundred thousand scroll like ten.
import { useEffect, useRef, useState } from "react";
import type { Task } from "@/api/client";
import { Button } from "@/parts/Button";
import { useWords } from "@/words";
import { DropRail } from "./DropRail";
import type { Deeds } from "./deeds";
import type { Keys } from "./keys";
import type { Layout, Section } from "./rows";
import { type RowActs, TaskRow } from "./TaskRow";
import type { View } from "./view";
import { ROW, type Span, useReveal, useSpan } from "./window";

type Props = { view: View; keys: Keys; deeds: Deeds; edit: (task: Task) => void };
const QUIET_MS = 70; // parts that one only flies over are not asked for
const AHEAD = 60; // rows

export function TaskList({ view, keys, deeds, edit }: Props) {
  const { say } = useWords();
  const box = useRef<HTMLElement>(null);
  const [dragged, setDragged] = useState<Task | null>(null);
  const span = useSpan(box, view.layout.length);
  useLoading(view, span);
  useFollowing(view.layout, keys.current, useReveal(box));
  const acts = useActs({ keys, deeds, form: edit, drag: setDragged });
  return (
    <div className="relative min-h-0 flex-1">
      {dragged && <DropRail task={dragged} move={deeds.move} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={box} className="h-full overflow-y-auto pb-24" tabIndex={0} aria-label={say("tasks")}>
        <div className="relative" style={{ height: view.layout.length * ROW }}>
          <Rows layout={view.layout} span={span} keys={keys} acts={acts} />
        </div>
        {view.finishing && (
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

/** Asks for the parts that are in sight, and for those that come next. */
function useLoading({ layout, look }: View, { first, last }: Span): void {
  const from = layout.partOf(Math.max(0, first - AHEAD));
  const to = layout.partOf(Math.min(layout.length - 1, last + AHEAD));
  const waiting = useRef(0);
  const wanted = useRef([from, to] as const);
  wanted.current = [from, to];
  useEffect(() => {
    if (from < 0 || to < 0 || waiting.current) return;
    waiting.current = window.setTimeout(() => {
      waiting.current = 0;
      look(wanted.current[0], wanted.current[1]);
    }, QUIET_MS);
  }, [from, to, look]);
  useEffect(
    () => () => {
      clearTimeout(waiting.current);
      waiting.current = 0;
    },
    [],
  );
}

/** Keeps the current row in sight when it becomes another one. */
function useFollowing(layout: Layout, current: string | null, reveal: (place: number) => void): void {
  const place = useRef(-1);
  place.current = current ? layout.placeOf(current) : -1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the current one changes, not when rows move
  useEffect(() => {
    if (place.current >= 0) reveal(place.current);
  }, [current, reveal]);
}

type Given = { keys: Keys; deeds: Deeds; form: (task: Task) => void; drag: (task: Task | null) => void };

/** What a row can do: always the same object, so that rows are drawn anew only when they change. */
function useActs(given: Given): RowActs {
  const latest = useRef(given);
  latest.current = given;
  const [acts] = useState<RowActs>(() => ({
    select: (task, through) => latest.current.keys.select(task, through),
    current: (task) => latest.current.keys.setCurrent(task.id),
    edit: (task, part) => latest.current.keys.edit(part && { id: task.id, part }),
    toggle: (task) => void latest.current.deeds.toggle(task),
    rename: (task, title) => void latest.current.deeds.rename(task, title),
    prioritise: (task, priority) => void latest.current.deeds.prioritise(task, priority),
    move: (task, to) => void latest.current.deeds.move(task, to),
    due: (task, to) => void latest.current.deeds.due(task, to),
    erase: (task) => void latest.current.deeds.erase(task),
    form: (task) => latest.current.form(task),
    drag: (task) => latest.current.drag(task),
  }));
  return acts;
}

type RowsProps = { layout: Layout; span: Span; keys: Keys; acts: RowActs };

function Rows({ layout, span, keys, acts }: RowsProps) {
  const rows = [];
  for (let place = span.first; place <= span.last; place += 1) {
    const row = layout.at(place);
    const top = place * ROW;
    if (!row) rows.push(<Coming key={`at-${place}`} top={top} />);
    else if (row.kind === "section") rows.push(<Heading key={row.key} section={row.section} top={top} />);
    else {
      const { task } = row;
      const editing = keys.editing?.id === task.id ? keys.editing.part : null;
      rows.push(
        <TaskRow
          key={row.key}
          task={task}
          top={top}
          chosen={keys.selected.has(task.id)}
          here={keys.current === task.id}
          editing={editing}
          acts={acts}
        />,
      );
    }
  }
  return rows;
}

const at = (top: number) => ({ height: ROW, transform: `translateY(${top}px)` });

function Heading({ section, top }: { section: Section; top: number }) {
  const { say } = useWords();
  return (
    <h2
      style={at(top)}
      className={`absolute inset-x-0 top-0 flex items-end gap-3 px-4 pb-1 text-[1.02rem] font-bold md:px-7 ${section === "overdue" ? "text-late" : ""}`}
    >
      {say(section)}
      <span className="mb-2 h-px flex-1 bg-line" />
    </h2>
  );
}

/** The place of a row that is on its way. */
function Coming({ top }: { top: number }) {
  return (
    <div style={at(top)} className="absolute inset-x-0 top-0 flex items-center border-b border-line/70 px-4 md:px-7">
      <span className="h-3.5 w-2/5 rounded bg-well" />
    </div>
  );
}
