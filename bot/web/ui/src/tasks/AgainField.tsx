// When a task rings again: in words that the server reads while one types, and what rings already, to be taken off.
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import type { Reminder, Task } from "@/api/client";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";
import { ruleWords } from "@/words/rules";
import { when } from "@/words/times";
import { readWords } from "./again";
import { remindersOf } from "./story";

export function AgainField({ task }: { task: Task | null }) {
  const { say } = useWords();
  const id = useId();
  const [words, setWords] = useState("");
  const ringing = useQuery({ ...remindersOf(task?.number ?? 0), enabled: task !== null }).data ?? [];
  return (
    <div className="sm:col-span-2">
      <label htmlFor={id} className="mb-1 block text-[0.87rem] font-medium text-soft">
        {say("again_words")}
      </label>
      <input
        id={id}
        name="again"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        placeholder={say("again_hint")}
        maxLength={200}
        aria-describedby={`${id}-read`}
        autoComplete="off"
        className="field"
      />
      <p id={`${id}-read`} aria-live="polite" className="figures mt-1 min-h-5 text-[0.87rem] text-soft">
        <AsRead words={words} />
      </p>
      <ul className="mt-1 space-y-1">
        {ringing
          .filter((one) => one.status === "active" && one.rrule.length)
          .map((one) => (
            <Ringing key={one.id} reminder={one} />
          ))}
      </ul>
    </div>
  );
}

/** What the server makes of the words: the next times. */
export function AsRead({ words }: { words: string }) {
  const { say, language } = useWords();
  const settled = useDeferredValue(words.trim());
  const read = useQuery({
    queryKey: ["words", settled, language],
    queryFn: () => readWords(settled, language),
    enabled: settled.length > 1,
    staleTime: 30_000,
  });
  if (settled.length < 2 || read.isPending || read.isError) return null;
  if (!read.data) return say("again_unread");
  const times = read.data.firings.slice(0, 3).map((at) => when(at, language, say));
  const rule = read.data.rrule.length ? `${ruleWords(read.data.rrule, language, say)}: ` : "";
  return `${rule}${times.join(" · ")}${read.data.firings.length > 3 ? " …" : ""}`;
}

function Ringing({ reminder }: { reminder: Reminder }) {
  const { say, language } = useWords();
  const [off, setOff] = useState(false);
  const rule = ruleWords(reminder.rrule, language, say);
  return (
    <li className="flex items-center gap-2 rounded-lg bg-well px-2.5 py-1">
      <Icon sign="repeat" className="size-4 text-soft" />
      <span className={`min-w-0 flex-1 ${off ? "text-soft line-through" : ""}`}>
        {rule}
        {reminder.due_at && <span className="figures text-soft"> · {when(reminder.due_at, language, say)}</span>}
      </span>
      {off && <input type="hidden" name="stop" value={reminder.number} />}
      <button
        type="button"
        aria-pressed={off}
        aria-label={say("again_stop", { rule })}
        onClick={() => setOff(!off)}
        className="grid size-6 place-items-center rounded text-soft hover:bg-sheet hover:text-ink"
      >
        <Icon sign="close" className="size-4" />
      </button>
    </li>
  );
}
