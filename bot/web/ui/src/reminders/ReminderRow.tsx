// One reminder: when it rings, what it says, for whom and where, and the times that follow.
import { Link } from "@tanstack/react-router";
import { dueDay } from "@/api/zone";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";
import { peopleWords, placeWords } from "@/words/places";
import { ruleWords } from "@/words/rules";
import { dayName, hour, when } from "@/words/times";
import { type Deeds, isPaused, type Reminder } from "./data";
import { Handles } from "./Handles";

type Props = { reminder: Reminder; deeds: Deeds; me: string; following?: boolean };

export function ReminderRow({ reminder, deeds, me, following = false }: Props) {
  const { say, language } = useWords();
  return (
    <li
      data-reminder={reminder.number}
      className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 px-4 py-3.5 sm:grid-cols-[7rem_1fr_auto]"
    >
      <Time reminder={reminder} />
      <div className="col-span-2 min-w-0 sm:col-span-1">
        <p className="font-medium break-words">{reminder.text}</p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-[0.87rem] text-soft">
          <span className="figures">#{reminder.number}</span>
          <span>
            {peopleWords(reminder.people, me, language, say)}, {placeWords(reminder.place, say)}
          </span>
          {reminder.rrule.length > 0 && (
            <span className="inline-flex items-center gap-1">
              <Icon sign="repeat" className="size-3.5" />
              {ruleWords(reminder.rrule, language, say)}
            </span>
          )}
          {reminder.task && <TaskLink number={reminder.task.number} />}
        </p>
        {following && <Following times={reminder.upcoming.filter((at) => at !== reminder.due_at)} />}
      </div>
      <div className="col-start-2 row-start-1 sm:col-start-3">
        <Handles reminder={reminder} deeds={deeds} />
      </div>
    </li>
  );
}

export function TaskLink({ number }: { number: number }) {
  const { say } = useWords();
  return (
    <Link
      to="/tasks/$number"
      params={{ number: `${number}` }}
      className="figures inline-flex min-h-6 items-center font-medium text-spruce underline underline-offset-3"
    >
      {say("task_number", { number })}
    </Link>
  );
}

function Time({ reminder }: { reminder: Reminder }) {
  const { say, language } = useWords();
  const at = reminder.due_at;
  const waits = reminder.state === "due" || reminder.state === "held";
  if (isPaused(reminder)) {
    const until = reminder.paused_until;
    return (
      <div className="figures">
        <span className="rounded bg-honey-wash px-1.5 py-0.5 text-[0.9rem] font-medium text-honey">
          {say("paused")}
        </span>
        {until && <p className="mt-1 text-[0.87rem] text-soft">{say("until", { when: when(until, language, say) })}</p>}
      </div>
    );
  }
  return (
    <time dateTime={at ?? ""} className="figures flex items-baseline gap-2 sm:block">
      <span className={`font-display text-xl leading-none font-bold ${waits ? "text-late" : ""}`}>
        {at ? hour(at, language) : "–"}
      </span>
      <span className="text-[0.87rem] text-soft sm:mt-1 sm:block">{at ? dayName(dueDay(at), language, say) : ""}</span>
      {waits && <span className="text-[0.87rem] font-medium text-late sm:block">{say("waits")}</span>}
    </time>
  );
}

function Following({ times }: { times: string[] }) {
  const { say, language } = useWords();
  if (!times.length) return null;
  return (
    <div className="mt-1.5 flex items-baseline gap-x-2 text-[0.87rem] text-soft">
      <span>{say("following_times")}</span>
      <ul className="figures flex min-w-0 flex-wrap gap-1.5">
        {times.map((at) => (
          <li key={at} className="rounded-md bg-well px-1.5">
            <time dateTime={at}>{when(at, language, say)}</time>
          </li>
        ))}
      </ul>
    </div>
  );
}
