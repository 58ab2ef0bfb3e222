// Times as people read them: in the viewer's zone and language, short where the day is near.
import { day, dueDay, timed } from "@/api/zone";
import type { Say } from "./index";

const made = new Map<string, Intl.DateTimeFormat>();

/** To make one takes longer than to draw a row of the list: each is made once. */
function format(language: string, shown: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = JSON.stringify([language, shown]);
  const found = made.get(name) ?? new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, shown);
  made.set(name, found);
  return found;
}

const clock = (language: string) => format(language, { hour: "2-digit", minute: "2-digit" });

/** "14:05" */
export const hour = (at: string | Date, language: string): string => clock(language).format(new Date(at));

/** "14:05:09" */
export const precise = (at: string, language: string): string =>
  format(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(at));

/** "Today", "Tomorrow", "Fri 6 Mar", with the year when it is another one. */
export function dayName(iso: string, language: string, say: Say): string {
  if (iso === day(0)) return say("today");
  if (iso === day(1)) return say("tomorrow");
  if (iso === day(-1)) return say("chat_yesterday");
  const [year = 0, month = 1, date = 1] = iso.split("-").map(Number);
  const at = new Date(year, month - 1, date);
  const other = at.getFullYear() !== new Date().getFullYear();
  const shown: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };
  if (other) shown.year = "numeric";
  return format(language, shown).format(at);
}

/** A due value or an instant: the day, and the time when it has one. */
export function when(value: string, language: string, say: Say): string {
  const name = dayName(dueDay(value), language, say);
  return timed(value) ? `${name}, ${hour(value, language)}` : name;
}
