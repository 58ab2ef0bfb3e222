// Axes that people can read: round numbers, lengths of time from a second to a week, and names that are not crowded.
import type { Say } from "@/words";
import { span } from "@/words/spans";

const STEPS = [1, 2, 5];
// Round lengths of time, in seconds: what is late by seconds and what is late by hours are seen in one picture.
const LENGTHS = [1, 10, 60, 600, 3600, 21_600, 86_400, 604_800];
const SHORTEST = 60;

/** `part` is how far up the axis a value stands, from 0 to 1. */
export type Axis = { ticks: { value: number; label: string }[]; part: (value: number) => number };

/** For counts: from 0 to a round number. */
export function counts(most: number): Axis {
  const end = round(most);
  const values = [0, end / 2, end].filter(Number.isInteger);
  return { ticks: values.map((value) => ({ value, label: `${value}` })), part: (value) => Math.min(1, value / end) };
}

function round(most: number): number {
  if (most <= 4) return Math.max(2, most + (most % 2));
  const power = 10 ** Math.floor(Math.log10(most));
  return (STEPS.find((one) => one * power >= most) ?? 10) * power;
}

/** For seconds: each step is several times the one before. */
export function lengths(most: number, say: Say): Axis {
  const end = LENGTHS.find((one) => one >= Math.max(most, SHORTEST)) ?? most;
  const values = [10, 60, 3600, 86_400].filter((one) => one < end / 5);
  const ticks = [0, ...values, end].map((value) => ({ value, label: value ? span(value, say) : "0" }));
  return { ticks, part: (value) => Math.min(1, Math.log1p(value) / Math.log1p(end)) };
}

/** Which of so many bars are named below: at most `most`, evenly apart, the first one among them. */
export function named(bars: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(bars / most));
  return Array.from({ length: Math.ceil(bars / step) }, (_, place) => place * step);
}
