// A task's priority, in its row: a click changes it.
import { DropdownMenu } from "radix-ui";
import type { Task } from "@/api/client";
import { PRIORITIES } from "@/parts/Chips";
import { mainPart } from "@/parts/Page";
import { useWords } from "@/words";
import { ENTRY, SHEET } from "./RowMenu";
import type { RowActs } from "./TaskRow";

type Props = { task: Task; open: boolean; acts: RowActs };

export function PriorityCell({ task, open, acts }: Props) {
  const { say } = useWords();
  const usual = task.priority === 4;
  const look = usual
    ? "text-soft hidden sm:block sm:opacity-0 sm:group-hover:opacity-100 sm:focus-visible:opacity-100"
    : PRIORITIES[task.priority];
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={`${say("priority")}: p${task.priority}, ${task.title}`}
      title={say("priority")}
      onClick={() => acts.edit(task, "priority")}
      className={`figures min-h-6 rounded px-1.5 font-semibold ${look}`}
    >
      p{task.priority}
    </button>
  );
  if (!open) return button;
  return (
    <DropdownMenu.Root modal={false} open onOpenChange={(now) => now || acts.edit(task, null)}>
      <DropdownMenu.Trigger asChild>{button}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={mainPart()}>
        <DropdownMenu.Content align="end" className={SHEET} onCloseAutoFocus={(event) => event.preventDefault()}>
          <Priorities task={task} acts={acts} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function Priorities({ task, acts }: { task: Task; acts: RowActs }) {
  const { say } = useWords();
  return (
    <DropdownMenu.RadioGroup
      aria-label={say("priority")}
      value={String(task.priority)}
      onValueChange={(to) => acts.prioritise(task, Number(to))}
      className="flex gap-1"
    >
      {[1, 2, 3, 4].map((rank) => (
        <DropdownMenu.RadioItem
          key={rank}
          value={String(rank)}
          className={`${ENTRY} figures flex-1 text-center font-semibold data-[state=checked]:bg-spruce-wash data-[state=checked]:text-spruce`}
        >
          p{rank}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
