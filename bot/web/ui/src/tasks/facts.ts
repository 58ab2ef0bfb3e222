// What happened to a task, as sentences: who did what, and which fields changed from what to what.
import type { Say, Word } from "@/words";
import { when } from "@/words/times";
import type { Fact } from "./story";

export type Known = {
  say: Say;
  language: string;
  /** What a person is called, by id. */
  person: (id: string) => string;
  /** What a list is called, by id. */
  list: (id: string) => string;
};
type Fields = Record<string, unknown>;

const SENTENCES: Record<string, Word> = {
  "task-created": "fact_created",
  "task-updated": "fact_updated",
  "task-completed": "fact_completed",
  "task-reopened": "fact_reopened",
  "task-deleted": "fact_deleted",
  "task-restored": "fact_restored",
  "task-assigned": "fact_assigned",
  "reminder-scheduled": "fact_scheduled",
  "reminder-moved": "fact_moved",
  "reminder-snoozed": "fact_snoozed",
  "reminder-cancelled": "fact_silenced",
  "reminder-delivered": "fact_delivered",
  "reminder-failed": "fact_failed",
};

/** Whether a fact is worth a line: that it was due is told by what came of it, and what tells an assignee of the task
 * has no number. */
export const isTold = (fact: Fact): boolean =>
  fact.type !== "reminder-due" && (fact.reminder !== null || !fact.type.startsWith("reminder-"));

/** "Ann set reminder #4 for tomorrow, 09:00" */
export function sentence(fact: Fact, { say, language }: Known): string {
  const who = fact.by?.name || say("fact_todobot");
  const at = text(fact.after.due_at);
  const words = { who, number: fact.reminder?.number ?? "", when: at && when(at, language, say) };
  if (fact.type === "reminder-cancelled" && fact.after.status === "cancelled") return say("fact_cancelled", words);
  if (fact.type === "reminder-scheduled" && "state" in fact.before) return say("fact_revived", words);
  if (fact.type === "reminder-scheduled" && !fact.by) return say("fact_next", words);
  const word = SENTENCES[fact.type];
  return word ? say(word, words) : `${who}: ${fact.type}`;
}

/** One line for each field that changed and means something to people. */
export function lines(fact: Fact, known: Known): string[] {
  if (!fact.type.startsWith("task-") || fact.type === "task-created") return [];
  const { say } = known;
  const { before, after } = fact;
  const shown = FIELDS.flatMap(([name, word, show]) => {
    if (!(name in after)) return [];
    const [from, to] = [show(before, known), show(after, known)];
    return from === to ? [] : [`${say(word)}: ${from || say("fact_none")} → ${to || say("fact_none")}`];
  });
  return "description" in after ? [...shown, say("fact_description")] : shown;
}

type Show = (fields: Fields, known: Known) => string;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const many = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const dueOf: Show = (fields, { say, language }) => {
  const due = text(fields.due_at) || text(fields.due_date);
  return due && when(due, language, say);
};
// A due date and a due time change together; where only the time did, it alone is told.
const FIELDS: [name: string, word: Word, show: Show][] = [
  ["title", "title", (fields) => text(fields.title)],
  ["due_date", "due", dueOf],
  ["due_at", "due", (fields, known) => ("due_date" in fields ? "" : dueOf(fields, known))],
  ["priority", "priority", (fields) => (fields.priority ? `p${fields.priority}` : "")],
  [
    "tags",
    "tags",
    (fields) =>
      many(fields.tags)
        .map((tag) => `#${tag}`)
        .join(" "),
  ],
  ["assignees", "assignees", (fields, { person }) => many(fields.assignees).map(person).join(", ")],
  ["list_id", "list", (fields, { list }) => (fields.list_id ? list(text(fields.list_id)) : "")],
];
