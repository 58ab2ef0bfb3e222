// What else one can do with a task: reschedule without dragging, rank, edit, delete.
import { DropdownMenu } from "radix-ui";
import type { Task } from "@/api/client";
import { day } from "@/api/zone";
import { mainPart } from "@/parts/Page";
import { useWords } from "@/words";
import { Priorities } from "./PriorityCell";
import type { RowActs } from "./TaskRow";

type Props = { task: Task; open: boolean; acts: RowActs };
export const ENTRY = "cursor-default rounded-md px-2.5 py-1.5 outline-none data-[highlighted]:bg-well";
export const SHEET = "z-40 min-w-44 rounded-xl border border-line bg-sheet p-1.5 shadow-xl";

/** Only the menu that is open exists; each row has but its button. */
export function RowMenu({ task, open, acts }: Props) {
  const { say } = useWords();
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={`${say("more")}: ${task.title}`}
      onClick={() => acts.edit(task, "menu")}
      className="grid size-7 shrink-0 place-items-center rounded-md text-lg leading-none text-soft hover:bg-sheet hover:text-ink"
    >
      ⋯
    </button>
  );
  if (!open) return button;
  return (
    <DropdownMenu.Root modal={false} open onOpenChange={(now) => now || acts.edit(task, null)}>
      <DropdownMenu.Trigger asChild>{button}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={mainPart()}>
        <DropdownMenu.Content align="end" className={SHEET} onCloseAutoFocus={(event) => event.preventDefault()}>
          <Entries task={task} acts={acts} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Entries({ task, acts }: { task: Task; acts: RowActs }) {
  const { say } = useWords();
  const days = [
    { word: "today", to: day(0) },
    { word: "tomorrow", to: day(1) },
    { word: "next_week", to: day(7) },
    { word: "no_date", to: null },
  ] as const;
  // What opens something else waits until the menu has closed, and with it the row's editing.
  const after = (act: () => void) => () => void setTimeout(act, 0);
  return (
    <>
      <DropdownMenu.Label className="px-2.5 py-1 text-[0.8rem] text-soft">{say("reschedule")}</DropdownMenu.Label>
      {days.map(({ word, to }) => (
        <DropdownMenu.Item key={word} className={ENTRY} onSelect={() => acts.move(task, to)}>
          {say(word)}
        </DropdownMenu.Item>
      ))}
      <DropdownMenu.Item className={ENTRY} onSelect={after(() => acts.edit(task, "due"))}>
        {say("pick_date")}
      </DropdownMenu.Item>
      <DropdownMenu.Separator className="my-1 h-px bg-line" />
      <Priorities task={task} acts={acts} />
      <DropdownMenu.Separator className="my-1 h-px bg-line" />
      <DropdownMenu.Item className={ENTRY} onSelect={after(() => acts.edit(task, "title"))}>
        {say("rename")}
      </DropdownMenu.Item>
      <DropdownMenu.Item className={ENTRY} onSelect={after(() => acts.form(task))}>
        {say("edit")}
      </DropdownMenu.Item>
      <DropdownMenu.Item className={`${ENTRY} text-late`} onSelect={() => acts.erase(task)}>
        {say("delete")}
      </DropdownMenu.Item>
    </>
  );
}
