// When a task is due, in its row: a click changes it, to a near day or to any date and time.
import { Popover } from "radix-ui";
import type { FormEvent } from "react";
import type { Task } from "@/api/client";
import { day, dueDay, dueTime, isLate } from "@/api/zone";
import { Button } from "@/parts/Button";
import { mainPart } from "@/parts/Page";
import { useWords } from "@/words";
import { when } from "@/words/times";
import type { RowActs } from "./TaskRow";

type Props = { task: Task; open: boolean; acts: RowActs };

export function DueCell({ task, open, acts }: Props) {
  const { say, language } = useWords();
  const late = task.status === "open" && task.due !== null && isLate(task.due);
  const look = late ? "font-semibold text-late" : "text-soft";
  const shown = task.due ? when(task.due, language, say) : "";
  const button = (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label={`${say("reschedule")}: ${task.title}${shown && `, ${shown}`}`}
      title={say("reschedule")}
      onClick={() => acts.edit(task, "due")}
      className={`figures ml-1 min-h-6 rounded px-1 hover:bg-sheet hover:text-ink ${look} ${shown ? "" : "hidden sm:block sm:opacity-0 sm:group-hover:opacity-100 sm:focus-visible:opacity-100"}`}
    >
      {shown || say("due_date")}
    </button>
  );
  if (!open) return button;
  return (
    <Popover.Root open onOpenChange={(now) => now || acts.edit(task, null)}>
      <Popover.Anchor asChild>{button}</Popover.Anchor>
      <Popover.Portal container={mainPart()}>
        <Popover.Content
          align="end"
          collisionPadding={8}
          aria-label={`${say("reschedule")}: ${task.title}`}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="arriving z-40 w-64 rounded-xl border border-line bg-sheet p-3 shadow-xl"
        >
          <When task={task} acts={acts} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function When({ task, acts }: { task: Task; acts: RowActs }) {
  const { say } = useWords();
  const near = [
    { word: "today", to: day(0) },
    { word: "tomorrow", to: day(1) },
    { word: "next_week", to: day(7) },
    { word: "no_date", to: null },
  ] as const;
  const move = (to: string | null) => {
    acts.edit(task, null);
    acts.move(task, to);
  };
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [on, at] = [String(data.get("day")), String(data.get("time"))];
    acts.edit(task, null);
    acts.due(task, on ? on + (at && `T${at}`) : null);
  };
  return (
    <form onSubmit={save} className="grid grid-cols-2 gap-2">
      {near.map(({ word, to }) => (
        <Button key={word} size="small" onClick={() => move(to)}>
          {say(word)}
        </Button>
      ))}
      <input
        type="date"
        name="day"
        aria-label={say("due_date")}
        defaultValue={task.due ? dueDay(task.due) : ""}
        className="field col-span-2 mt-1"
      />
      <input
        type="time"
        name="time"
        aria-label={say("due_time")}
        defaultValue={task.due ? dueTime(task.due) : ""}
        className="field"
      />
      <Button kind="primary" type="submit">
        {say("save")}
      </Button>
    </form>
  );
}
