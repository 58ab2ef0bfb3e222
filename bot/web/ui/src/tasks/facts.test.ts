import { describe, expect, test } from "vitest";
import { inLanguage } from "@/words";
import { isTold, type Known, lines, sentence } from "./facts";
import type { Fact } from "./story";

const fact = (part: Partial<Fact>): Fact => ({
  id: "1",
  type: "task-updated",
  at: "2031-05-06T07:00:00Z",
  by: { id: "a", name: "Ann" },
  before: {},
  after: {},
  undone: false,
  reminder: null,
  ...part,
});
const known: Known = {
  say: inLanguage("en"),
  language: "en",
  person: (id) => ({ a: "Ann", b: "Bob" })[id] ?? "somebody",
  list: (id) => `list ${id}`,
};

describe("the story of a task", () => {
  test("who did what, also nobody", () => {
    expect(sentence(fact({ type: "task-created" }), known)).toBe("Ann created the task");
    expect(sentence(fact({ type: "task-completed", by: null }), known)).toBe("todobot completed the task");
    expect(sentence(fact({ type: "task-frobbed" }), known)).toBe("Ann: task-frobbed");
  });

  test("what changed, from what to what, in words and not in ids", () => {
    const before = { title: "a", priority: 4, tags: [], assignees: ["a"], list_id: "1", due_zone: "UTC", due_at: null };
    const after = { title: "b", priority: 1, tags: ["x", "y"], assignees: ["b", "c"], list_id: "2", due_zone: "CET" };
    expect(lines(fact({ before, after: { ...after, due_at: null } }), known)).toEqual([
      "Title: a → b",
      "Priority: p4 → p1",
      "Tags: none → #x #y",
      "Assignees: Ann → Bob, somebody",
      "List: list 1 → list 2",
    ]);
    expect(lines(fact({ before: { description: "" }, after: { description: "long" } }), known)).toEqual([
      "Description: changed",
    ]);
  });

  test("a due date and its time are one line", () => {
    const before = { due_date: null, due_at: null };
    const after = { due_date: "2031-05-06", due_at: new Date(2031, 4, 6, 9, 30).toISOString() };
    expect(lines(fact({ before, after }), known)).toEqual(["Due: none → Tue, 6 May 2031, 09:30"]);
    const later = { due_at: new Date(2031, 4, 6, 11).toISOString() };
    expect(lines(fact({ before: { due_at: after.due_at }, after: later }), known)).toEqual([
      "Due: Tue, 6 May 2031, 09:30 → Tue, 6 May 2031, 11:00",
    ]);
  });

  test("reminders: set, rung, silent, cancelled; that one was due is told by what came of it", () => {
    const reminder = { id: "r", number: 4 };
    const after = { due_at: new Date(2031, 4, 6, 9).toISOString() };
    const told = (part: Partial<Fact>) => sentence(fact({ reminder, ...part }), known);
    expect(told({ type: "reminder-scheduled", after })).toBe("Ann set reminder #4: Tue, 6 May 2031, 09:00");
    expect(told({ type: "reminder-scheduled", by: null, after })).toBe(
      "Reminder #4 rings next: Tue, 6 May 2031, 09:00",
    );
    expect(told({ type: "reminder-scheduled", before: { state: "skipped" }, after })).toMatch(/rings again/);
    expect(told({ type: "reminder-delivered", by: null })).toBe("Reminder #4 rang");
    expect(told({ type: "reminder-cancelled", after })).toBe("Reminder #4 stays silent: Tue, 6 May 2031, 09:00");
    expect(told({ type: "reminder-cancelled", after: { status: "cancelled" } })).toBe("Ann cancelled reminder #4");
    expect([isTold(fact({ type: "reminder-due", reminder })), isTold(fact({ type: "reminder-delivered" }))]).toEqual([
      false,
      false,
    ]);
    expect([isTold(fact({ type: "reminder-delivered", reminder })), isTold(fact({}))]).toEqual([true, true]);
  });
});
