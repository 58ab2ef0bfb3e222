// When something can ring later: the bot's own choices, counted from when it would ring or from now.
import { iso } from "@/api/zone";
import type { Say } from "@/words";
import { hour } from "@/words/times";

const MINUTE = 60_000;
const SHORT = [20, 60, 180];

export type Delay = { key: string; at: string; label: string };

/** `due` is when it would ring; null: it has rung, so from now on. `day` is the hour of a day without a time. */
export function delays(due: string | null, day: string, language: string, say: Say, now = new Date()): Delay[] {
  const base = Math.max(now.getTime(), due ? Date.parse(due) : 0);
  const ahead = due !== null && Date.parse(due) > now.getTime();
  const short = SHORT.map((minutes) => {
    const length = minutes < 60 ? say("minutes", { n: minutes }) : say("hours", { n: minutes / 60 });
    const label = say(ahead ? "later_by" : "in_span", { span: length });
    return { key: `${minutes}`, at: new Date(base + minutes * MINUTE).toISOString(), label };
  });
  const tomorrow = at(now, 1, day);
  const week = at(now, 7 - ((now.getDay() + 6) % 7), day); // next Monday
  const days = [
    { key: "tomorrow", at: tomorrow.toISOString(), label: `${say("tomorrow")} ${hour(tomorrow, language)}` },
    { key: "week", at: week.toISOString(), label: say("next_monday", { time: hour(week, language) }) },
  ];
  // To put off is to make later: a day that comes before it is no choice.
  return [...short, ...days.filter((one) => Date.parse(one.at) > base)];
}

function at(now: Date, ahead: number, clock: string): Date {
  return new Date(`${iso(new Date(now.getFullYear(), now.getMonth(), now.getDate() + ahead))}T${clock}`);
}
