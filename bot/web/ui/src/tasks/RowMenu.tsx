// What else one can do with a task: reschedule without dragging, edit, delete.
import { DropdownMenu } from "radix-ui";
import type { Task } from "@/api/client";
import { day } from "@/api/zone";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";
import type { Deeds } from "./data";

type Props = { task: Task; deeds: Deeds; edit: (task: Task) => void };
const ENTRY = "cursor-default rounded-md px-2.5 py-1.5 outline-none data-[highlighted]:bg-well";

export function RowMenu({ task, deeds, edit }: Props) {
  const { say } = useWords();
  const days = [
    { word: "today", to: day(0) },
    { word: "tomorrow", to: day(1) },
    { word: "next_week", to: day(7) },
    { word: "no_date", to: null },
  ] as const;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={`${say("more")}: ${task.title}`}
        className="grid size-7 shrink-0 place-items-center rounded-md text-soft hover:bg-sheet hover:text-ink"
      >
        <Icon sign="more" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          className="z-40 min-w-44 rounded-xl border border-line bg-sheet p-1.5 shadow-xl"
        >
          <DropdownMenu.Label className="px-2.5 py-1 text-[0.8rem] text-soft">{say("reschedule")}</DropdownMenu.Label>
          {days.map(({ word, to }) => (
            <DropdownMenu.Item key={word} className={ENTRY} onSelect={() => void deeds.move(task, to)}>
              {say(word)}
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={ENTRY} onSelect={() => edit(task)}>
            {say("edit")}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={`${ENTRY} text-late`} onSelect={() => void deeds.erase(task)}>
            {say("delete")}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
