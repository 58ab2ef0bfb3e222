// What rings for a task: each reminder with the why of every firing and every try, and a box for one more.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { change, type Reminder, type Task } from "@/api/client";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { reason, useNotes } from "@/parts/Toasts";
import { useWords } from "@/words";
import { ruleWords } from "@/words/rules";
import { when } from "@/words/times";
import { AsRead } from "./AgainField";
import { readWords, remind } from "./again";
import { refresh, useUndo } from "./deeds";
import { Firings } from "./Firings";
import { remindersOf } from "./story";

export function TaskReminders({ task }: { task: Task }) {
  const { say } = useWords();
  const found = useQuery(remindersOf(task.number)).data ?? [];
  return (
    <section aria-label={say("reminders")} className="mt-8">
      <h3 className="mb-2 text-lg font-bold">{say("reminders")}</h3>
      {found.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-sheet">
          {found.map((one) => (
            <OneReminder key={one.id} reminder={one} />
          ))}
        </ul>
      )}
      {task.status === "open" ? <Another task={task} /> : null}
    </section>
  );
}

/** Tells what was done with reminders, and asks again for all that shows them. */
function useAct() {
  const client = useQueryClient();
  const { tell, warn } = useNotes();
  const { say } = useWords();
  const takeBack = useUndo();
  return useMutation({
    mutationFn: async ({ save }: { save: () => Promise<string | null>; note: () => string }) => save(),
    onSuccess: (done, { note }) => tell(note(), done ? () => void takeBack([done]) : undefined),
    onError: (error) => warn(reason(error, say)),
    onSettled: () => refresh(client),
  });
}

function OneReminder({ reminder }: { reminder: Reminder }) {
  const { say, language } = useWords();
  const [open, setOpen] = useState(false);
  const act = useAct();
  const ahead = reminder.status === "active";
  const at = reminder.due_at ? when(reminder.due_at, language, say) : "";
  const state = reminder.status === "cancelled" ? "reminder_cancelled" : ahead ? "reminder_rings" : "reminder_rang";
  const cancel = () =>
    act.mutate({
      save: () => change("DELETE", `/reminders/${reminder.number}`).then((done) => done.change),
      note: () => say("cancelled", { title: reminder.text }),
    });
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Icon sign={reminder.rrule.length ? "repeat" : "clock"} className="size-4 text-soft" />
        <p className="min-w-0 flex-1">
          <span className="figures">{say(state, { when: at })}</span>
          <span className="text-[0.87rem] text-soft">
            {reminder.rrule.length > 0 && ` · ${ruleWords(reminder.rrule, language, say)}`}
            {` · #${reminder.number}`}
          </span>
        </p>
        <Button kind="quiet" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {say(open ? "why_hide" : "why_show")}
        </Button>
        {ahead && (
          <Button
            kind="quiet"
            size="small"
            onClick={cancel}
            aria-label={`${say("cancel_reminder")}, #${reminder.number}`}
          >
            <Icon sign="close" className="size-4" />
          </Button>
        )}
      </div>
      {open && <Firings reminder={reminder} />}
    </li>
  );
}

function Another({ task }: { task: Task }) {
  const { say, language } = useWords();
  const [words, setWords] = useState("");
  const act = useAct();
  const set = (event: FormEvent) => {
    event.preventDefault();
    const save = async () => {
      const read = await readWords(words, language);
      if (!read) throw new Error(say("again_unread"));
      const done = await remind(task.number, read);
      setWords("");
      return done.change;
    };
    act.mutate({ save, note: () => say("reminder_set", { title: task.title }) });
  };
  return (
    <form onSubmit={set} className="mt-3">
      <div className="flex gap-2">
        <input
          aria-label={say("again_words")}
          aria-describedby="again-read"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder={say("again_hint")}
          maxLength={200}
          required
          autoComplete="off"
          className="field flex-1"
        />
        <Button type="submit" disabled={act.isPending}>
          {say("remind_me")}
        </Button>
      </div>
      <p id="again-read" aria-live="polite" className="figures mt-1 min-h-5 text-[0.87rem] text-soft">
        <AsRead words={words} />
      </p>
    </form>
  );
}
