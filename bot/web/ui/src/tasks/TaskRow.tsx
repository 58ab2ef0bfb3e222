// One task in the list: ticked, renamed, rescheduled, ranked, selected, dragged and opened right there.
import { useRouter } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, type MouseEvent, memo } from "react";
import type { Task } from "@/api/client";
import { useWords } from "@/words";
import { DueCell } from "./DueCell";
import type { Part } from "./keys";
import { PriorityCell } from "./PriorityCell";
import { RowMenu } from "./RowMenu";
import { Tick } from "./Tick";
import { ROW } from "./window";

export type RowActs = {
  select: (task: Task, through: boolean) => void;
  current: (task: Task) => void;
  edit: (task: Task, part: Part | null) => void;
  toggle: (task: Task) => void;
  rename: (task: Task, title: string) => void;
  prioritise: (task: Task, priority: number) => void;
  move: (task: Task, to: string | null) => void;
  due: (task: Task, to: string | null) => void;
  erase: (task: Task) => void;
  form: (task: Task) => void;
  drag: (task: Task | null) => void;
};

type Props = { task: Task; top: number; chosen: boolean; here: boolean; editing: Part | null; acts: RowActs };

export const TaskRow = memo(function TaskRow({ task, top, chosen, here, editing, acts }: Props) {
  const colours = chosen ? "bg-spruce-wash" : here ? "bg-well" : "hover:bg-well/60";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is one of three ways; the menu and the keys are the others
    <div
      data-task={task.number}
      data-row={task.id}
      data-current={here || undefined}
      draggable={editing !== "title"}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", String(task.number));
        event.dataTransfer.effectAllowed = "move";
        acts.drag(task);
      }}
      onDragEnd={() => acts.drag(null)}
      style={{ height: ROW, transform: `translateY(${top}px)` }}
      className={`group contain-strict absolute inset-x-0 top-0 flex items-center gap-2.5 border-b border-line/70 px-4 md:px-7 ${colours} ${here ? "shadow-[inset_3px_0_0_var(--spruce)]" : ""}`}
    >
      <Select task={task} chosen={chosen} acts={acts} />
      <Tick task={task} toggle={acts.toggle} />
      <span className="figures hidden w-12 shrink-0 text-right text-[0.85rem] text-soft sm:block">#{task.number}</span>
      {editing === "title" ? <Rename task={task} acts={acts} /> : <Title task={task} acts={acts} />}
      <div className="flex shrink-0 items-center gap-1.5 text-[0.83rem]">
        {task.tags.slice(0, 3).map((tag) => (
          <span key={tag} className="hidden max-w-40 truncate rounded bg-spruce-wash px-1.5 text-spruce md:block">
            #{tag}
          </span>
        ))}
        <PriorityCell task={task} open={editing === "priority"} acts={acts} />
        <DueCell task={task} open={editing === "due"} acts={acts} />
      </div>
      <RowMenu task={task} open={editing === "menu"} acts={acts} />
    </div>
  );
});

function Select({ task, chosen, acts }: { task: Task; chosen: boolean; acts: RowActs }) {
  const { say } = useWords();
  return (
    <input
      type="checkbox"
      checked={chosen}
      onChange={(event) => acts.select(task, (event.nativeEvent as unknown as MouseEvent).shiftKey)}
      aria-label={`${say("select")}: ${task.title}`}
      className="hidden size-4 accent-spruce sm:block sm:opacity-0 sm:group-hover:opacity-100 sm:checked:opacity-100 sm:focus-visible:opacity-100"
    />
  );
}

/** A plain link: a router's own for each row would cost more than the row. */
function Title({ task, acts }: { task: Task; acts: RowActs }) {
  const router = useRouter();
  const done = task.status === "done";
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    void router.navigate({ to: "/tasks/$number", params: { number: String(task.number) } });
  };
  return (
    <a
      href={`/tasks/${task.number}`}
      onClick={open}
      onFocus={() => acts.current(task)}
      draggable={false}
      className={`min-w-0 flex-1 truncate py-1.5 ${done ? "text-soft line-through" : "font-medium"}`}
    >
      {task.title}
    </a>
  );
}

function Rename({ task, acts }: { task: Task; acts: RowActs }) {
  const { say } = useWords();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get("title")).trim();
    acts.edit(task, null);
    if (title && title !== task.title) acts.rename(task, title);
  };
  const typed = (event: KeyboardEvent) => {
    if (event.key === "Escape") acts.edit(task, null);
  };
  return (
    <form onSubmit={save} className="min-w-0 flex-1">
      <input
        // biome-ignore lint/a11y/noAutofocus: it appears because one asked to type here
        autoFocus
        name="title"
        aria-label={say("title")}
        defaultValue={task.title}
        maxLength={200}
        onKeyDown={typed}
        onBlur={(event) => event.currentTarget.form?.requestSubmit()}
        className="field !min-h-8"
      />
    </form>
  );
}
