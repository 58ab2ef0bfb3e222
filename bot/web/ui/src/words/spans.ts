// Lengths of time as people read them: "40 s", "3 min", "1 h 5 min", "2 d 4 h".
import type { Say, Word } from "./index";

const UNITS: [number, Word][] = [
  [86_400, "days"],
  [3600, "hours"],
  [60, "minutes"],
  [1, "seconds"],
];

/** The two largest units of so many seconds; what is under a second is none. */
export function span(seconds: number, say: Say): string {
  let left = Math.max(0, Math.round(seconds));
  const first = UNITS.findIndex(([size]) => left >= size);
  if (first < 0) return say("seconds", { n: 0 });
  const parts: string[] = [];
  for (const [size, word] of UNITS.slice(first, first + 2)) {
    const n = Math.floor(left / size);
    if (n) parts.push(say(word, { n }));
    left -= n * size;
  }
  return parts.join(" ");
}
