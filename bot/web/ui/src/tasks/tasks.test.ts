import { describe, expect, test } from "vitest";
import { address, type Task } from "@/api/client";
import { day, dueDay, dueTime, isLate, moved } from "@/api/zone";
import { asked, narrowed, readFilters } from "./filters";
import { byDue, Layout, type Row, rowsOf, sectionOf } from "./rows";
import { filled } from "./TaskForm";

const task = (id: string, part: Partial<Task> = {}): Task =>
  ({ id, number: 1, title: id, description: "", status: "open", priority: 4, due: null, tags: [], ...part }) as Task;

describe("sections", () => {
  test("a due date stands under its day", () => {
    expect(sectionOf(day(-1))).toBe("overdue");
    expect(sectionOf(day(0))).toBe("today");
    expect(sectionOf(day(1))).toBe("upcoming");
    expect(sectionOf(null)).toBe("no_date");
  });

  const shown = (rows: Row[]) => rows.map((row) => (row.kind === "section" ? row.section : row.task.id));

  test("a heading comes before the first task of its section only", () => {
    const tasks = [task("a", { due: day(1) }), task("b", { due: day(2) }), task("c")];
    expect(shown(rowsOf(tasks, "due", null))).toEqual(["upcoming", "a", "b", "no_date", "c"]);
  });

  test("a part that goes on with a section has no heading for it", () => {
    const tasks = [task("a", { due: day(1) }), task("b")];
    expect(shown(rowsOf(tasks, "due", "upcoming"))).toEqual(["a", "no_date", "b"]);
  });

  test("a task that was just completed stays where it is, without a heading of its own", () => {
    const tasks = [task("a", { due: day(0) }), task("b", { due: day(0), status: "done" }), task("c", { due: day(0) })];
    expect(shown(rowsOf(tasks, "due", null))).toEqual(["today", "a", "b", "c"]);
  });

  test("another order has no headings", () => {
    expect(rowsOf([task("a"), task("b")], "none", null).every((row) => row.kind === "task")).toBe(true);
  });

  test("due dates are in the server's order: a day's times first, then the day alone, then none", () => {
    const at = (hour: number) => new Date(2031, 4, 6, hour).toISOString();
    const tasks = [
      task("none"),
      task("day", { due: "2031-05-06" }),
      task("late", { due: at(18) }),
      task("early", { due: at(7) }),
      task("urgent", { due: "2031-05-06", priority: 1 }),
      task("before", { due: "2031-05-05" }),
    ];
    expect(tasks.sort(byDue).map((one) => one.id)).toEqual(["before", "early", "late", "urgent", "day", "none"]);
  });
});

describe("a list in parts", () => {
  const rows = (...ids: string[]) =>
    rowsOf(
      ids.map((id) => task(id)),
      "none",
      null,
    );
  const layout = new Layout([
    { rows: rows("a", "b", "c"), size: 2 },
    { rows: null, size: 200 },
    { rows: rows("y", "z"), size: 200 },
  ]);

  test("each row has one place, also behind parts that are not there yet", () => {
    expect(layout.length).toBe(205);
    expect([0, 2, 3, 202, 203, 204, 205, -1].map((place) => layout.partOf(place))).toEqual([0, 0, 1, 1, 2, 2, -1, -1]);
    expect(layout.at(2)?.key).toBe("c");
    expect(layout.at(100)).toBeUndefined();
    expect(layout.at(204)?.key).toBe("z");
    expect(["a", "z", "q"].map((id) => layout.placeOf(id))).toEqual([0, 204, -1]);
  });

  test("an empty list has no place", () => {
    const empty = new Layout([{ rows: [], size: 0 }]);
    expect([empty.length, empty.partOf(0), empty.at(0)]).toEqual([0, -1, undefined]);
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

  test("a person is asked for by id, what I gave away by me", () => {
    expect(asked({ who: "0197e3a4" })).toMatchObject({ assigned: "0197e3a4", given: undefined });
    expect(asked({ who: "given" })).toMatchObject({ assigned: undefined, given: "me" });
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
    list: "reading",
    list_was: "reading",
  })) {
    data.set(name, value);
  }
  for (const one of ["me", "", "ann"]) data.append("assignees", one);
  const body = filled(data, null);
  expect(body).toMatchObject({ title: "x", due: "2031-05-06T09:00", priority: 2, tags: ["a", "b"] });
  expect(body.assignees).toEqual(["me", "ann"]);
  expect(body).not.toHaveProperty("list");
  expect(body).not.toHaveProperty("status");
  data.set("list", "");
  data.set("day", "");
  data.delete("assignees");
  expect(filled(data, null)).toMatchObject({ list: "inbox", due: null, assignees: [] });
});
