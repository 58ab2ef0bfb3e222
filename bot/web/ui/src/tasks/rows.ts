// The list as rows: sections in the order of their days, each with its tasks.
import type { Task } from "@/api/client";
import { day, dueDay, isLate } from "@/api/zone";

export type Section = "overdue" | "today" | "upcoming" | "no_date" | "done";
export type Row = { kind: "section"; section: Section; key: string } | { kind: "task"; task: Task; key: string };

export function sectionOf(task: Task, now: Date = new Date()): Section {
  if (task.status === "done") return "done";
  if (!task.due) return "no_date";
  if (isLate(task.due, now)) return "overdue";
  return dueDay(task.due) <= day(0, now) ? "today" : "upcoming";
}

/** Tasks in the order given; a heading wherever another section begins. Without `sections`: the tasks alone. */
export function rowsOf(tasks: readonly Task[], sections: boolean): Row[] {
  const rows: Row[] = [];
  let current: Section | undefined;
  for (const task of tasks) {
    const section = sectionOf(task);
    if (sections && section !== current) {
      current = section;
      rows.push({ kind: "section", section, key: `section-${section}-${rows.length}` });
    }
    rows.push({ kind: "task", task, key: task.id });
  }
  return rows;
}
