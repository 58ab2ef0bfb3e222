// How a rule (RFC 5545) is said in a few words; a rule that is none of the usual ones is just "recurring".
import type { Say, Word } from "./index";

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const UNITS: Record<string, [one: Word, many: Word]> = {
  MINUTELY: ["every_minute", "every_minutes"],
  HOURLY: ["every_hour", "every_hours"],
  DAILY: ["every_day", "every_days"],
  WEEKLY: ["every_week", "every_weeks"],
  MONTHLY: ["every_month", "every_months"],
  YEARLY: ["every_year", "every_years"],
};
const AFTER_DONE = "X-AFTER-DONE";
const SIMPLE = new Set([
  "FREQ",
  "INTERVAL",
  "BYDAY",
  "BYMONTHDAY",
  "COUNT",
  "UNTIL",
  "WKST",
  "BYHOUR",
  "BYMINUTE",
  "BYSECOND",
]);

export function ruleWords(rrule: readonly string[], language: string, say: Say): string {
  const lines = rrule.filter((line) => line !== AFTER_DONE && !line.startsWith("EXDATE"));
  const [line = ""] = lines;
  const said = lines.length === 1 ? one(line, language, say) : null;
  if (!said) return say("recurring");
  return rrule.includes(AFTER_DONE) ? say("after_done", { rule: said }) : said;
}

function one(line: string, language: string, say: Say): string | null {
  const parts = partsOf(line);
  const unit = UNITS[parts.get("FREQ") ?? ""];
  if (!unit || [...parts.keys()].some((name) => !SIMPLE.has(name))) return null;
  const n = Number(parts.get("INTERVAL") ?? 1);
  const every = n === 1 ? say(unit[0]) : say(unit[1], { n });
  const [days, on] = [parts.get("BYDAY"), parts.get("BYMONTHDAY")];
  if (days) return unit === UNITS.WEEKLY ? weekly(days.split(","), n, every, language, say) : null;
  if (on) return unit === UNITS.MONTHLY && n === 1 ? monthly(on, language, say) : null;
  return every;
}

function weekly(days: string[], n: number, every: string, language: string, say: Say): string | null {
  if (days.some((day) => !DAYS.includes(day))) return null;
  if (n > 1) return `${every}: ${names(days, language)}`;
  return days.join() === "MO,TU,WE,TH,FR" ? say("every_weekday") : say("every_named", { days: names(days, language) });
}

function partsOf(line: string): Map<string, string> {
  const parts = line
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .split(";");
  return new Map(parts.map((part) => part.split("=") as [string, string]));
}

function monthly(on: string, language: string, say: Say): string | null {
  if (on === "-1") return say("every_month_end");
  if (!/^\d+$/.test(on)) return null;
  return say("every_month_on", { n: language === "en" ? ordinal(Number(on)) : on });
}

function ordinal(n: number): string {
  const ends: Partial<Record<Intl.LDMLPluralRule, string>> = { one: "st", two: "nd", few: "rd" };
  return `${n}${ends[new Intl.PluralRules("en", { type: "ordinal" }).select(n)] ?? "th"}`;
}

function names(days: string[], language: string): string {
  const form = new Intl.DateTimeFormat(language, { weekday: days.length > 3 ? "short" : "long", timeZone: "UTC" });
  // 1 January 2024 was a Monday.
  const named = days.map((day) => form.format(new Date(Date.UTC(2024, 0, 1 + DAYS.indexOf(day)))));
  return new Intl.ListFormat(language, { type: "conjunction" }).format(named);
}
