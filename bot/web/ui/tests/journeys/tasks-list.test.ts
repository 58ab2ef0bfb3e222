// Journeys through long lists: jumping, selecting, dragging, and what a row can change by itself.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Task } from "../../src/api/client";
import { day } from "../../src/api/zone";
import { accessible, person, picture, server, start, tab, WAIT } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

const make = (title: string, more: object = {}) => server<Task>("POST", "/tasks", { title, ...more });
const kept = (task: Task) => server<Task>("GET", `/tasks/${task.number}`);
const row = (page: Page, task: Task) => page.locator(`[data-task="${task.number}"]`);
const due = (task: Task) => expect.poll(() => kept(task).then((now) => now.due), WAIT);

describe("long lists", () => {
  test("the middle and the end of a list in several parts are one jump away, and a change does not move them", async () => {
    const made: Task[] = [];
    for (let n = 0; n < 640; n += 1) made.push(await make(`long ${String(n).padStart(3, "0")}`, { tags: ["long"] }));
    const context = await person(browser);
    const { page, complaints } = await tab(context, "/tasks?tag=long&sort=number");
    await page.getByText("long 000").waitFor();
    const asked: string[] = [];
    page.on("request", (request) => void asked.push(request.url()));
    const to = (part: number) =>
      page.getByLabel("Tasks", { exact: true }).evaluate((list, share) => {
        list.scrollTop = (list.scrollHeight - list.clientHeight) * share;
      }, part);
    await expect
      .poll(() => page.getByLabel("Tasks", { exact: true }).evaluate((list) => list.scrollHeight), WAIT)
      .toBeGreaterThan(640 * 42);
    await to(1);
    await page.getByText("long 639").waitFor();
    // The part between was flown over, and is not asked for.
    expect(asked.filter((url) => /\/tasks\?/.test(url))).toHaveLength(2);
    for (const part of [0.5, 0.1, 0.9, 0.3, 0.51]) await to(part);
    await page.getByText("long 320").waitFor();
    await server("POST", `/tasks/${made[1]?.number}/complete`);
    await page.getByText("long 325").waitFor();
    await to(0);
    await page.getByText("long 002").waitFor();
    await page.getByText("long 001").waitFor({ state: "detached", ...WAIT });
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("sections follow the days, and what is done comes last where one asks for it", async () => {
    await make("sections yesterday", { due: day(-1), tags: ["sections"] });
    await make("sections today", { due: day(0), tags: ["sections"] });
    await make("sections in a week", { due: day(7), tags: ["sections"] });
    await make("sections some day", { tags: ["sections"] });
    const done = await make("sections over", { tags: ["sections"] });
    await server("POST", `/tasks/${done.number}/complete`);
    const context = await person(browser);
    const { page } = await tab(context, "/tasks?tag=sections");
    await page.getByRole("button", { name: "Show what is done" }).click();
    await page.getByText("sections over").waitFor();
    expect(await page.getByRole("heading", { level: 2 }).allTextContents()).toEqual([
      "Overdue",
      "Today",
      "Upcoming",
      "No date",
      "Done",
    ]);
    await accessible(page);
    await context.close();
  });

  test("filters narrow the list: status, priority, tag, assignee, list, words; and the address keeps them", async () => {
    const mine = await make("filter the coffee", { priority: 2, tags: ["kitchen"], list: "chores", assignees: ["me"] });
    await make("filter the water", { priority: 3 });
    const context = await person(browser);
    const { page } = await tab(context, "/tasks");
    await page.getByLabel("Find tasks").fill("filter the");
    await page.getByText("filter the water").waitFor();
    await page.getByLabel("Priority", { exact: true }).selectOption("2");
    await page.getByText("filter the water").waitFor({ state: "detached" });
    await page.getByLabel("Assignee", { exact: true }).selectOption("me");
    await page.getByLabel("Tag", { exact: true }).fill("#kitchen");
    await page.getByLabel("List", { exact: true }).fill("chores");
    await page.getByLabel("Status", { exact: true }).selectOption("all");
    await expect.poll(() => page.url(), WAIT).toMatch(/list=chores/);
    await row(page, mine).waitFor();
    await page.reload();
    await row(page, mine).waitFor();
    await page.getByLabel("List", { exact: true }).fill("no such list");
    await page.getByText("No task fits these filters.").waitFor();
    await accessible(page);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect.poll(() => new URL(page.url()).search, WAIT).toBe("");
    await context.close();
  });
});

describe("a row", () => {
  test("is dragged to another day, and that is taken back", async () => {
    const task = await make("drag the piano", { due: "2020-01-01" });
    const context = await person(browser);
    const { page, complaints } = await tab(context, "/tasks?q=piano");
    const box = await row(page, task).boundingBox();
    if (!box) throw new Error("there is no row");
    await page.mouse.move(box.x + 300, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 320, box.y + 60, { steps: 4 });
    const target = page.getByRole("list", { name: "Drop on a day to reschedule" }).getByText("Tomorrow");
    await target.hover();
    await picture(page, "drag-light");
    await target.hover();
    await page.mouse.up();
    await due(task).toBe(day(1));
    await page.getByRole("button", { name: "Undo" }).click();
    await due(task).toBe("2020-01-01");
    await row(page, task).getByText("Wed, 1 Jan 2020").waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("is rescheduled by its menu and to any time, without a drag, and ranked", async () => {
    const task = await make("menu of the day", { due: "2020-01-01" });
    const context = await person(browser);
    const { page } = await tab(context, "/tasks?q=menu+of+the+day");
    const more = row(page, task).getByRole("button", { name: /^More/ });
    await more.click();
    await accessible(page);
    await page.getByRole("menuitem", { name: "Next week" }).click();
    await due(task).toBe(day(7));
    await more.click();
    await page.getByRole("menuitem", { name: "Pick a date…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Due date").fill("2031-05-06");
    await dialog.getByLabel("Time").fill("14:30");
    await accessible(page);
    await dialog.getByRole("button", { name: "Save" }).click();
    await due(task).toBe("2031-05-06T12:30:00+00:00");
    // The row has the focus again, and its keys work.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent), WAIT).toBe("menu of the day");
    await page.keyboard.press("1");
    await expect.poll(() => kept(task).then((now) => now.priority), WAIT).toBe(1);
    await row(page, task).getByRole("button", { name: "Priority: p1, menu of the day" }).click();
    await page.getByRole("menuitemradio", { name: "p3" }).click();
    await expect.poll(() => kept(task).then((now) => now.priority), WAIT).toBe(3);
    await context.close();
  });

  test("many are rescheduled or deleted at once, and all of it is taken back", async () => {
    const made = [];
    for (const n of [1, 2, 3, 4]) made.push(await make(`batch ${n}`, { tags: ["batch"], due: "2020-01-01" }));
    const context = await person(browser);
    const { page } = await tab(context, "/tasks?tag=batch");
    const choose = async () => {
      await page.getByRole("checkbox", { name: "Select: batch 1" }).check();
      await page.getByRole("checkbox", { name: "Select: batch 4" }).click({ modifiers: ["Shift"] });
      await page.getByText("4 selected").waitFor();
    };
    await choose();
    await accessible(page);
    await page.getByRole("region", { name: "4 selected" }).getByRole("button", { name: "Reschedule" }).click();
    await page.getByRole("menuitem", { name: "Tomorrow" }).click();
    await page.getByText("4 moved to Tomorrow").waitFor();
    for (const task of made) await due(task).toBe(day(1));
    await page.getByRole("button", { name: "Undo" }).click();
    for (const task of made) await due(task).toBe("2020-01-01");
    await choose();
    await page.getByRole("region", { name: "4 selected" }).getByRole("button", { name: "Delete" }).click();
    await page.getByText("4 deleted").waitFor();
    await page.getByText("batch 1").waitFor({ state: "detached" });
    await page.keyboard.press("u");
    await page.getByText("batch 1").waitFor();
    for (const task of made) expect((await kept(task)).status).toBe("open");
    await context.close();
  });
});
