// What can be done with all that is selected.
import { DropdownMenu } from "radix-ui";
import { type FormEvent, useState } from "react";
import type { Task } from "@/api/client";
import { day } from "@/api/zone";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { mainPart } from "@/parts/Page";
import { Sheet } from "@/parts/Sheet";
import { useWords } from "@/words";
import type { Deeds } from "./deeds";
import type { Keys } from "./keys";
import { ENTRY, SHEET } from "./RowMenu";

export function BulkBar({ keys, deeds }: { keys: Keys; deeds: Deeds }) {
  const { say } = useWords();
  const [picking, setPicking] = useState(false);
  const chosen = [...keys.selected.values()];
  if (!chosen.length) return null;
  const done = (act: (tasks: Task[]) => unknown) => {
    keys.clear();
    void act(chosen);
  };
  return (
    <section
      aria-label={say("selected", { n: chosen.length })}
      className="arriving absolute inset-x-3 bottom-20 z-30 mx-auto flex max-w-lg flex-wrap items-center gap-2 rounded-xl border border-line bg-sheet px-4 py-2.5 shadow-xl md:bottom-6"
    >
      <span className="figures mr-auto font-semibold">{say("selected", { n: chosen.length })}</span>
      <Button
        kind="primary"
        size="small"
        onClick={() => done((tasks) => deeds.completeAll(tasks.filter((task) => task.status === "open")))}
      >
        <Icon sign="check" className="size-4" />
        {say("complete")}
      </Button>
      <Days choose={(to) => done((tasks) => deeds.moveAll(tasks, to))} pick={() => setPicking(true)} />
      <Button kind="danger" size="small" onClick={() => done(deeds.eraseAll)}>
        {say("delete")}
      </Button>
      <Button kind="quiet" size="small" onClick={keys.clear} aria-label={say("clear_selection")}>
        <Icon sign="close" className="size-4" />
      </Button>
      <PickDay
        open={picking}
        close={() => setPicking(false)}
        choose={(to) => done((tasks) => deeds.moveAll(tasks, to))}
      />
    </section>
  );
}

function Days({ choose, pick }: { choose: (to: string | null) => void; pick: () => void }) {
  const { say } = useWords();
  const days = [
    { word: "today", to: day(0) },
    { word: "tomorrow", to: day(1) },
    { word: "next_week", to: day(7) },
    { word: "no_date", to: null },
  ] as const;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button size="small">
          <Icon sign="clock" className="size-4" />
          {say("reschedule")}
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={mainPart()}>
        <DropdownMenu.Content side="top" className={SHEET}>
          {days.map(({ word, to }) => (
            <DropdownMenu.Item key={word} className={ENTRY} onSelect={() => choose(to)}>
              {say(word)}
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Item className={ENTRY} onSelect={() => void setTimeout(pick, 0)}>
            {say("pick_date")}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type PickProps = { open: boolean; close: () => void; choose: (to: string) => void };

function PickDay({ open, close, choose }: PickProps) {
  const { say } = useWords();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const on = String(new FormData(event.currentTarget).get("day"));
    close();
    if (on) choose(on);
  };
  return (
    <Sheet title={say("pick_date")} open={open} onClose={close}>
      <form onSubmit={save} className="flex gap-2">
        <input type="date" name="day" required aria-label={say("due_date")} className="field" />
        <Button kind="primary" type="submit">
          {say("reschedule")}
        </Button>
      </form>
    </Sheet>
  );
}
