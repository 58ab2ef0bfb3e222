// Reads times with another library, as read.py does: read.mjs <library>. The clock of this process has to be UTC, so
// that local times are what they say.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const before = process.memoryUsage().rss;
const began = process.cpuUsage();
const folder = new URL("./node_modules/", import.meta.url);

function spelt(year, month, day, hour = 0, minute = 0, second = 0) {
  const two = (value) => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

function chrono() {
  const library = require("chrono-node");
  const wall = (one) => spelt(...["year", "month", "day", "hour", "minute", "second"].map((name) => one.get(name)));
  // A zone that was said makes it an instant, which is told by the clock of the case's zone.
  const local = (one, offset) => new Date(one.date().getTime() + offset * 60000).toISOString().slice(0, 19);
  const moment = (one, offset) => (one.isCertain("timezoneOffset") ? local(one, offset) : wall(one));
  return (line) => {
    const reader = line.language === "de" ? library.de : library;
    const instant = new Date(Date.parse(`${line.at}Z`) - line.offset * 60000);
    const found = reader.parse(line.text, { instant, timezone: line.offset }, { forwardDate: true });
    return found.map((one) => ({
      start: moment(one.start, line.offset),
      end: one.end ? moment(one.end, line.offset) : null,
    }));
  };
}

function recognizers() {
  const { recognizeDateTime } = require("@microsoft/recognizers-text-date-time");
  const whole = (text, at) => {
    if (!text || text === "not resolved") return null;
    const stamp = /^\d\d:\d\d/.test(text) ? `${at.slice(0, 10)} ${text}` : text;
    return stamp.length > 10 ? stamp.replace(" ", "T") : `${stamp}T00:00:00`;
  };
  const read = (value, at) =>
    value.type === "duration"
      ? null
      : { start: whole(value.start ?? value.value ?? value.end, at), end: whole(value.end, at) }; // "by 9" has an end
  return (line) => {
    const culture = line.language === "de" ? "de-de" : "en-us";
    const found = recognizeDateTime(line.text, culture, undefined, new Date(`${line.at}Z`));
    return found.flatMap((one) => {
      // It gives what has passed and what lies ahead; the first that lies ahead is meant.
      const values = (one.resolution?.values ?? []).map((value) => read(value, line.at)).filter(Boolean);
      const ahead = values.find((value) => value.start && value.start >= line.at.slice(0, 10)) ?? values.at(-1);
      return ahead ? [ahead] : [];
    });
  };
}

const libraries = {
  chrono: [chrono, "chrono-node"],
  recognizers: [recognizers, "@microsoft/recognizers-text-date-time"],
};
const [read, home] = libraries[process.argv[2]];
const ask = read();
ask({ text: "tomorrow at 5", at: "2026-03-04T10:30:00", offset: 0, language: "en" });
const { version } = JSON.parse(readFileSync(new URL(`${home}/package.json`, folder)));
const used = process.cpuUsage(began);
console.log(JSON.stringify({ version, load: (used.user + used.system) / 1e6 }));
for await (const text of createInterface({ input: process.stdin })) {
  const line = JSON.parse(text);
  const started = performance.now();
  let times = [];
  try {
    times = ask(line);
  } catch {
    // Whatever it throws is an answer that is not right.
  }
  console.log(JSON.stringify({ id: line.id, times, ms: performance.now() - started }));
}
console.log(JSON.stringify({ memory: (process.memoryUsage().rss - before) / 2 ** 20 }));
