// One task in the list: ticked, renamed, selected, dragged and opened right there.
import { Link } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, memo } from "react";
import type { Task } from "@/api/client";
import { isLate } from "@/api/zone";
import { Chips } from "@/parts/Chips";
import { useWords } from "@/words";
import { when } from "@/words/times";
import type { Deeds } from "./data";
import type { Keys } from "./keys";
import { RowMenu } from "./RowMenu";
import { Tick } from "./Tick";

type Props = { task: Task; keys: Keys; deeds: Deeds; edit: (task: Task) => void; drag: (task: Task | null) => void };

export const TaskRow = memo(function TaskRow({ task, keys, deeds, edit, drag }: Props) {
  const { say } = useWords();
  const chosen = keys.selected.has(task.id);
  const here = keys.current === task.id;
  const colours = chosen ? "bg-spruce-wash" : here ? "bg-well" : "hover:bg-well/60";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is one of three ways; the menu and the keys are the others
    <div
      data-task={task.number}
      data-current={here || undefined}
      draggable={keys.editing !== task.id}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", String(task.number));
        drag(task);
      }}
      onDragEnd={() => drag(null)}
      className={`group flex h-full items-center gap-2.5 border-b border-line/70 px-4 md:px-7 ${colours} ${here ? "shadow-[inset_3px_0_0_var(--spruce)]" : ""}`}
    >
      <input
        type="checkbox"
        checked={chosen}
        onChange={() => keys.select(task.id)}
        aria-label={`${say("select")}: ${task.title}`}
        className="hidden size-4 accent-spruce sm:block sm:opacity-0 sm:group-hover:opacity-100 sm:checked:opacity-100 sm:focus-visible:opacity-100"
      />
      <Tick task={task} toggle={deeds.toggle} />
      <span className="figures hidden w-12 shrink-0 text-right text-[0.85rem] text-soft sm:block">#{task.number}</span>
      {keys.editing === task.id ? <Rename task={task} keys={keys} deeds={deeds} /> : <Title task={task} keys={keys} />}
      <Facts task={task} />
      <RowMenu task={task} deeds={deeds} edit={edit} />
    </div>
  );
});

function Title({ task, keys }: { task: Task; keys: Keys }) {
  const done = task.status === "done";
  return (
    <Link
      to="/tasks/$number"
      params={{ number: String(task.number) }}
      onFocus={() => keys.setCurrent(task.id)}
      onDoubleClick={() => keys.setEditing(task.id)}
      draggable={false}
      className={`min-w-0 flex-1 truncate py-1.5 ${done ? "text-soft line-through" : "font-medium"}`}
    >
      {task.title}
    </Link>
  );
}

function Rename({ task, keys, deeds }: { task: Task; keys: Keys; deeds: Deeds }) {
  const { say } = useWords();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get("title")).trim();
    keys.setEditing(null);
    if (title && title !== task.title) void deeds.put(task, { title });
  };
  const typed = (event: KeyboardEvent) => {
    if (event.key === "Escape") keys.setEditing(null);
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

function Facts({ task }: { task: Task }) {
  const { say, language } = useWords();
  const late = task.status === "open" && task.due !== null && isLate(task.due);
  return (
    <div className="flex shrink-0 items-center gap-1.5 text-[0.83rem]">
      <span className="hidden items-center gap-1.5 md:flex">
        <Chips priority={task.priority} tags={task.tags.slice(0, 3)} />
      </span>
      {task.due && (
        <time dateTime={task.due} className={`figures ml-1 ${late ? "font-semibold text-late" : "text-soft"}`}>
          {when(task.due, language, say)}
        </time>
      )}
    </div>
  );
}
