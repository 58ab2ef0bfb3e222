// One reminder: when it rings, what it says, and its handles.
import { type FormEvent, useState } from "react";
import type { Reminder } from "@/api/client";
import { dueDay, dueTime } from "@/api/zone";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { Sheet } from "@/parts/Sheet";
import { useWords } from "@/words";
import { dayName, hour } from "@/words/times";
import { isPaused, useReminderDeeds } from "./data";

export function ReminderRow({ reminder }: { reminder: Reminder }) {
  const { say, language } = useWords();
  const [moving, setMoving] = useState(false);
  const at = reminder.due_at;
  return (
    <li data-reminder={reminder.number} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="figures w-28 shrink-0">
        <p className="font-display text-xl leading-none font-bold">{at ? hour(at, language) : "–"}</p>
        <p className="mt-1 text-[0.83rem] text-soft">{at ? dayName(dueDay(at), language, say) : ""}</p>
      </div>
      <div className="min-w-40 flex-1">
        <p className="font-medium break-words">{reminder.text}</p>
        <p className="figures flex items-center gap-2 text-[0.83rem] text-soft">
          #{reminder.number}
          {reminder.rrule.length > 0 && (
            <span className="inline-flex items-center gap-1">
              <Icon sign="repeat" className="size-3.5" />
              {say("recurring")}
            </span>
          )}
          {isPaused(reminder) && (
            <span className="rounded bg-honey-wash px-1.5 font-medium text-honey">{say("paused")}</span>
          )}
        </p>
      </div>
      <Handles reminder={reminder} move={() => setMoving(true)} />
      {moving && <MoveSheet reminder={reminder} close={() => setMoving(false)} />}
    </li>
  );
}

function Handles({ reminder, move }: { reminder: Reminder; move: () => void }) {
  const { say } = useWords();
  const deeds = useReminderDeeds();
  const repeats = reminder.rrule.length > 0;
  return (
    <div className="flex flex-wrap gap-1">
      {!repeats && (
        <Button size="small" kind="quiet" onClick={() => deeds.snooze(reminder, 60)}>
          {say("snooze")} {say("hours", { n: 1 })}
        </Button>
      )}
      <Button size="small" kind="quiet" onClick={move}>
        {say("move")}
      </Button>
      {repeats && (
        <Button size="small" kind="quiet" onClick={() => deeds.skip(reminder)}>
          {say("skip_next")}
        </Button>
      )}
      {repeats && (
        <Button size="small" kind="quiet" onClick={() => (isPaused(reminder) ? deeds.resume : deeds.pause)(reminder)}>
          {say(isPaused(reminder) ? "resume" : "pause")}
        </Button>
      )}
      <Button size="small" kind="quiet" onClick={() => deeds.cancel(reminder)}>
        {say("cancel")}
      </Button>
    </div>
  );
}

function MoveSheet({ reminder, close }: { reminder: Reminder; close: () => void }) {
  const { say } = useWords();
  const deeds = useReminderDeeds();
  const at = reminder.due_at ?? new Date().toISOString();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    deeds.move(reminder, String(new FormData(event.currentTarget).get("at")));
    close();
  };
  return (
    <Sheet title={reminder.text} open onClose={close}>
      <form onSubmit={submit}>
        <label className="block text-[0.87rem] font-medium text-soft">
          {say("move_to")}
          <input
            type="datetime-local"
            name="at"
            required
            defaultValue={`${dueDay(at)}T${dueTime(at)}`}
            className="field mt-1"
          />
        </label>
        <div className="mt-4 flex justify-end gap-2">
          <Button kind="quiet" onClick={close}>
            {say("cancel")}
          </Button>
          <Button kind="primary" type="submit">
            {say("move")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
