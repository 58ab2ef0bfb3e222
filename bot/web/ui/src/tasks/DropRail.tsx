// The days that one can drop a task on, shown while it is dragged.
import { useState } from "react";
import type { Task } from "@/api/client";
import { day } from "@/api/zone";
import { useWords } from "@/words";
import { dayName } from "@/words/times";

export function DropRail({ task, move }: { task: Task; move: (task: Task, to: string | null) => void }) {
  const { say, language } = useWords();
  const [over, setOver] = useState<string | null>(null);
  const days = [0, 1, 2, 3, 4, 5, 6, 7].map((ahead) => day(ahead));
  const targets = [
    ...days.map((to) => ({ key: to, to, name: dayName(to, language, say) })),
    { key: "none", to: null, name: say("no_date") },
  ];
  return (
    <ul
      aria-label={say("drop_here")}
      className="arriving absolute top-2 right-4 z-30 w-44 rounded-xl border border-line bg-sheet p-1.5 shadow-xl"
    >
      {targets.map(({ key, to, name }) => (
        <li
          key={key}
          data-day={key}
          onDragEnter={() => setOver(key)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            move(task, to);
          }}
          className={`rounded-lg px-3 py-2 ${over === key ? "bg-spruce text-on-spruce" : ""}`}
        >
          {name}
        </li>
      ))}
    </ul>
  );
}
