import { describe, expect, test } from "vitest";
import { address, type Task } from "@/api/client";
import { day, dueDay, dueTime, isLate, moved } from "@/api/zone";
import { asked, narrowed, readFilters } from "./filters";
import { rowsOf, sectionOf } from "./rows";
import { filled } from "./TaskForm";

const task = (id: string, part: Partial<Task> = {}): Task =>
  ({ id, number: 1, title: id, description: "", status: "open", priority: 4, due: null, tags: [], ...part }) as Task;

describe("sections", () => {
  test("a task stands under its day", () => {
    expect(sectionOf(task("a", { due: day(-1) }))).toBe("overdue");
    expect(sectionOf(task("a", { due: day(0) }))).toBe("today");
    expect(sectionOf(task("a", { due: day(1) }))).toBe("upcoming");
    expect(sectionOf(task("a"))).toBe("no_date");
    expect(sectionOf(task("a", { due: day(-1), status: "done" }))).toBe("done");
  });

  test("a heading comes before the first task of its section only", () => {
    const rows = rowsOf([task("a", { due: day(1) }), task("b", { due: day(2) }), task("c")], true);
    expect(rows.map((row) => (row.kind === "section" ? row.section : row.task.id))).toEqual([
      "upcoming",
      "a",
      "b",
      "no_date",
      "c",
    ]);
  });

  test("another order has no headings", () => {
    expect(rowsOf([task("a"), task("b")], false).every((row) => row.kind === "task")).toBe(true);
  });
});

describe("filters", () => {
  test("what is not ours in an address is left out", () => {
    expect(readFilters({ status: "odd", priority: "9", sort: "x", other: 1 })).toEqual({});
    expect(readFilters({ status: "done", priority: "2", tag: "work" })).toEqual({
      status: "done",
      priority: 2,
      tag: "work",
    });
  });

  test("words without an order of one's own come best first", () => {
    expect(asked({ q: "milk" }).sort).toBeUndefined();
    expect(asked({}).sort).toBe("due");
    expect(narrowed({ sort: "number" })).toBe(false);
  });

  test("an address holds only what is set", () => {
    expect(address("/tasks", { q: "a b", tag: "", limit: 5, after: null })).toBe("/tasks?q=a+b&limit=5");
  });
});

describe("due", () => {
  test("a moved task keeps its time of day", () => {
    const at = new Date(2031, 4, 6, 14, 30).toISOString();
    expect([dueDay(at), dueTime(at)]).toEqual(["2031-05-06", "14:30"]);
    expect(moved(at, "2031-06-01")).toBe("2031-06-01T14:30");
    expect(moved("2031-05-06", "2031-06-01")).toBe("2031-06-01");
  });

  test("a date is late when its day is over, a time when it is past", () => {
    const now = new Date(2031, 4, 6, 12);
    expect(isLate("2031-05-06", now)).toBe(false);
    expect(isLate("2031-05-05", now)).toBe(true);
    expect(isLate(new Date(2031, 4, 6, 11).toISOString(), now)).toBe(true);
  });
});

test("the form sends what is filled in, and nothing for what stays", () => {
  const data = new FormData();
  for (const [name, value] of Object.entries({
    title: " x ",
    day: "2031-05-06",
    time: "09:00",
    priority: "2",
    tags: "#a b",
    assignees: "",
    list: "",
  })) {
    data.set(name, value);
  }
  const body = filled(data, null);
  expect(body).toMatchObject({ title: "x", due: "2031-05-06T09:00", priority: 2, tags: ["a", "b"] });
  expect(body).not.toHaveProperty("assignees");
  expect(body).not.toHaveProperty("list");
});
