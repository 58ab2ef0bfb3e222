// The round box before a title; its colour tells the priority.
import type { Task } from "@/api/client";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";

const RINGS: Record<number, string> = { 1: "border-late", 2: "border-honey", 3: "border-sky", 4: "border-edge" };

export function Tick({ task, toggle }: { task: Task; toggle: (task: Task) => void }) {
  const { say } = useWords();
  const done = task.status === "done";
  const look = done
    ? "border-spruce bg-spruce text-on-spruce"
    : `${RINGS[task.priority]} text-transparent hover:text-spruce`;
  return (
    <button
      type="button"
      onClick={() => toggle(task)}
      aria-label={`${say(done ? "reopen" : "complete")}: ${task.title}`}
      className="grid size-6 shrink-0 place-items-center"
    >
      <span
        className={`grid size-[1.15rem] place-items-center rounded-full border-[1.8px] text-[0.7rem] font-bold ${look}`}
      >
        {done ? <Icon sign="check" className="size-3" /> : "✓"}
      </span>
    </button>
  );
}
