// The list as rows: sections in the order of their days, each with its tasks; what is not loaded yet has its place.
import type { Task } from "@/api/client";
import { day, dueDay, isLate } from "@/api/zone";

export type Section = "overdue" | "today" | "upcoming" | "no_date" | "done";
export type Row = { kind: "section"; section: Section; key: string } | { kind: "task"; task: Task; key: string };
const ORDER: readonly Section[] = ["overdue", "today", "upcoming", "no_date", "done"];

export function sectionOf(due: string | null, now: Date = new Date()): Section {
  if (!due) return "no_date";
  if (isLate(due, now)) return "overdue";
  return dueDay(due) <= day(0, now) ? "today" : "upcoming";
}

/** The order of due dates, as the server has it. */
export function byDue(one: Task, other: Task): number {
  return (
    compared(one.due ? dueDay(one.due) : "~", other.due ? dueDay(other.due) : "~") ||
    compared(clockOf(one.due), clockOf(other.due)) ||
    one.priority - other.priority ||
    one.number - other.number
  );
}

const compared = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const clockOf = (due: string | null): string => (due?.includes("T") ? new Date(due).toISOString() : "~");

/** Tasks in the order given, a heading wherever a later section begins. `before`: the section that goes on here; null:
 * the list begins. `headings`: "none", "due", or "done" for tasks that are. */
export function rowsOf(tasks: readonly Task[], headings: Headings, before: Section | null): Row[] {
  const rows: Row[] = [];
  let current = before;
  for (const task of tasks) {
    const section = headings === "due" ? sectionOf(task.due) : headings === "done" ? "done" : null;
    if (section && (!current || ORDER.indexOf(section) > ORDER.indexOf(current))) {
      current = section;
      rows.push({ kind: "section", section, key: `section-${section}` });
    }
    rows.push({ kind: "task", task, key: task.id });
  }
  return rows;
}

export type Headings = "none" | "due" | "done";

/** A part of a list: its rows, or how many there will be. */
export type Part = { rows: Row[] | null; size: number };

/** Parts one below the other, so that each row has one place from the top. */
export class Layout {
  private readonly starts: number[] = [];
  readonly length: number;

  constructor(readonly parts: readonly Part[]) {
    let at = 0;
    for (const one of parts) {
      this.starts.push(at);
      at += one.rows?.length ?? one.size;
    }
    this.length = at;
  }

  /** The part that has this place; -1 for none. */
  partOf(place: number): number {
    if (place < 0 || place >= this.length) return -1;
    let low = 0;
    let high = this.parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The row at this place; undefined while it is not loaded. */
  at(place: number): Row | undefined {
    const part = this.partOf(place);
    return this.parts[part]?.rows?.[place - (this.starts[part] ?? 0)];
  }

  /** Where this task stands; -1 when it is not loaded. */
  placeOf(id: string): number {
    for (const [index, { rows }] of this.parts.entries()) {
      const inside = rows?.findIndex((row) => row.kind === "task" && row.key === id) ?? -1;
      if (inside >= 0) return (this.starts[index] ?? 0) + inside;
    }
    return -1;
  }
}
