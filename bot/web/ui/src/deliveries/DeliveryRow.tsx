// One firing: when it was due, what it said, what came of it, how late and why.
import type { ReactNode } from "react";
import { dueDay } from "@/api/zone";
import { TaskLink } from "@/reminders/ReminderRow";
import { useWords, type Word } from "@/words";
import { placeWords } from "@/words/places";
import { span } from "@/words/spans";
import { dayName, hour, when } from "@/words/times";
import type { Delivery } from "./data";
import { why } from "./reasons";

const TONES: Record<string, string> = {
  sent: "bg-spruce-wash text-spruce",
  late: "bg-honey-wash text-honey",
  failed: "bg-late-wash text-late",
  unknown: "bg-late-wash text-late",
};
const STATES: Record<string, Word> = {
  scheduled: "state_scheduled",
  due: "state_due",
  sending: "state_sending",
  sent: "state_sent",
  failed: "state_failed",
  unknown: "state_unknown",
  skipped: "state_skipped",
  held: "state_held",
  cancelled: "state_cancelled",
};

export function DeliveryRow({ one, children }: { one: Delivery; children?: ReactNode }) {
  const { language, say } = useWords();
  const reason = why(one, say);
  return (
    <li className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 px-4 py-3 sm:grid-cols-[7rem_1fr_auto]">
      <time dateTime={one.due_at} className="figures flex items-baseline gap-2 sm:block">
        <span className="font-semibold">{hour(one.due_at, language)}</span>
        <span className="text-[0.87rem] text-soft sm:block">{dayName(dueDay(one.due_at), language, say)}</span>
      </time>
      <div className="col-span-2 min-w-0 sm:col-span-1">
        <p className="font-medium break-words">{one.reminder.text}</p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-[0.87rem] text-soft">
          <State one={one} />
          <span className="figures">#{one.reminder.number}</span>
          <span>{placeWords(one.place, say)}</span>
          {one.task_number !== null && <TaskLink number={one.task_number} />}
        </p>
        {reason && (
          <p className="mt-1 text-[0.9rem]">
            {reason.text}
            {reason.code && (
              <code lang="en" className="ml-1.5 text-[0.85rem] break-all text-soft">
                {reason.code}
              </code>
            )}
          </p>
        )}
        <More one={one} />
      </div>
      <div className="col-start-2 row-start-1 sm:col-start-3">{children}</div>
    </li>
  );
}

function State({ one }: { one: Delivery }) {
  const { say } = useWords();
  const known = STATES[one.state];
  const late = one.late && one.lateness_s !== null;
  return (
    <span
      className={`rounded px-1.5 py-0.5 font-medium ${TONES[late && one.state === "sent" ? "late" : one.state] ?? "bg-well text-ink"}`}
    >
      {known ? say(known) : one.state}
      {late && `, ${say("late_by", { span: span(one.lateness_s ?? 0, say) })}`}
    </span>
  );
}

/** When it came where that was not on time, after how many tries, and for how many it stands. */
function More({ one }: { one: Delivery }) {
  const { language, say } = useWords();
  const facts = [
    one.late && one.sent_at ? say("came_at", { when: when(one.sent_at, language, say) }) : "",
    one.tries > 1 ? say("tries", { n: one.tries }) : "",
    one.missed > 0 ? say(one.missed === 1 ? "missed_one" : "missed", { n: one.missed }) : "",
  ].filter(Boolean);
  if (!facts.length) return null;
  return (
    <p className="figures mt-0.5 flex flex-wrap gap-x-3 text-[0.87rem] text-soft">
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </p>
  );
}
