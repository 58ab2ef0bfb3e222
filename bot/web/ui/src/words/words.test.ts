import { describe, expect, test } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { inLanguage } from "./index";
import { peopleWords, placeWords } from "./places";
import { ruleWords } from "./rules";
import { span } from "./spans";

const english = inLanguage("en");
const german = inLanguage("de");

describe("rules", () => {
  const said = (rule: string | string[], language: "en" | "de" = "en") =>
    ruleWords([rule].flat(), language, language === "en" ? english : german);

  test.each([
    ["FREQ=DAILY", "every day"],
    ["FREQ=DAILY;INTERVAL=3", "every 3 days"],
    ["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"],
    ["FREQ=WEEKLY;BYDAY=TU,TH", "every Tuesday and Thursday"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "every 2 weeks: Friday"],
    ["FREQ=MONTHLY;BYMONTHDAY=2", "every month, on the 2nd"],
    ["FREQ=MONTHLY;BYMONTHDAY=11", "every month, on the 11th"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "every month, on its last day"],
    ["FREQ=YEARLY;COUNT=3", "every year"],
  ])("%s is %s", (rule, words) => expect(said(rule)).toBe(words));

  test.each(["FREQ=MONTHLY;BYDAY=3FR", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=DAILY;BYSETPOS=1", "FREQ=ODD", ""])(
    "what %s says is left to the dates that follow",
    (rule) => expect(said(rule)).toBe("Recurring"),
  );

  test("several lines, and what counts from being done", () => {
    expect(said(["FREQ=DAILY", "FREQ=WEEKLY"])).toBe("Recurring");
    expect(said(["FREQ=DAILY;INTERVAL=3", "X-AFTER-DONE"])).toBe("every 3 days, counted from when it was done");
    expect(said(["FREQ=DAILY", "EXDATE:20310101T090000"])).toBe("every day");
  });

  test("in German", () => {
    expect(said("FREQ=WEEKLY;BYDAY=TU,TH", "de")).toBe("jeden Dienstag und Donnerstag");
    expect(said("FREQ=MONTHLY;BYMONTHDAY=1", "de")).toBe("jeden Monat am 1.");
  });
});

test.each([
  [0.4, "0 s"],
  [59, "59 s"],
  [60, "1 min"],
  [95, "1 min 35 s"],
  [3600, "1 h"],
  [86_400 * 2 + 3600 * 4 + 59, "2 d 4 h"],
])("%d seconds are %s", (seconds, words) => expect(span(seconds, english)).toBe(words));

test("for whom, and where", () => {
  expect(peopleWords(["Bob", "ann"], "ann", "en", english)).toBe("for Bob and you");
  expect(peopleWords(["ann"], "ann", "de", german)).toBe("für dich");
  expect(peopleWords([], "ann", "en", english)).toBe("for everyone");
  expect(placeWords({ platform: "web", channel: "main", direct: true }, english)).toBe("on this page");
  expect(placeWords({ platform: "slack", channel: "C1", direct: false }, german)).toBe("in einem Kanal, Slack");
});

describe("German", () => {
  const sentences = Object.entries(de);

  test("says du, never Sie", () => {
    const formal = sentences.filter(([, text]) =>
      /\b(Sie|Ihnen|Ihr|Ihre|Ihren|Ihrem)\b/.test(text.replace(/(^|[.:!?„]\s*)Sie\b/g, "$1")),
    );
    expect(formal).toEqual([]);
  });

  test("has the bot's words: tag, ring, cancel, pause", () => {
    expect(sentences.filter(([, text]) => /schlagw|läute|anhalten|Etikett/i.test(text))).toEqual([]);
  });

  test("fills the same blanks as English", () => {
    const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [name, text] of sentences)
      expect([name, blanks(text)]).toEqual([name, blanks(en[name as keyof typeof en])]);
  });
});
