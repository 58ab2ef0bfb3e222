// Journeys through the tasks.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Task } from "../../src/api/client";
import { accessible, person, server, start, tab, WAIT } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

describe("tasks", () => {
  test("a task made elsewhere appears, and disappears when it is done elsewhere", async () => {
    const context = await person(browser);
    const { page } = await tab(context, "/tasks?q=plumber");
    const made = await server<Task>("POST", "/tasks", { title: "call the plumber" });
    await page.getByText("call the plumber").waitFor();
    await server("POST", `/tasks/${made.number}/complete`);
    await page.getByText("call the plumber").waitFor({ state: "detached", ...WAIT });
    await context.close();
  });

  test("the keyboard completes, takes back, renames and reschedules", async () => {
    const made = await server<Task>("POST", "/tasks", { title: "sharpen the knives", due: "2020-01-01" });
    const context = await person(browser);
    const { page, complaints } = await tab(context, "/tasks?q=sharpen");
    const row = page.locator(`[data-task="${made.number}"]`);
    await row.waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    await page.getByText("Done: sharpen the knives").waitFor();
    await expect
      .poll(() => server<Task>("GET", `/tasks/${made.number}`).then((task) => task.status), WAIT)
      .toBe("done");
    await page.keyboard.press("u");
    await expect
      .poll(() => server<Task>("GET", `/tasks/${made.number}`).then((task) => task.status), WAIT)
      .toBe("open");
    await row.waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("e");
    await row.getByRole("textbox").fill("sharpen all knives");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => server<Task>("GET", `/tasks/${made.number}`).then((task) => task.title), WAIT)
      .toBe("sharpen all knives");
    await page.keyboard.press("d");
    await expect.poll(() => server<Task>("GET", `/tasks/${made.number}`).then((task) => task.due), WAIT).toBeNull();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await accessible(page);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("the form has every field, and says what the server would not take", async () => {
    const context = await person(browser);
    const { page } = await tab(context, "/tasks");
    await page.getByRole("button", { name: "New task" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Title").fill("write the report");
    await form.getByLabel("Due date").fill("2031-05-06");
    await form.getByLabel("Time").fill("14:30");
    await form.getByLabel("Priority").selectOption("1");
    await form.getByLabel("Tags").fill("work quarterly");
    await form.getByLabel("Assignees").fill("nobody-of-that-name");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByRole("alert").waitFor();
    await form.getByRole("button", { name: "Take nobody-of-that-name off" }).click();
    await form.getByLabel("Assignees").fill("me");
    await accessible(page);
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    const { items } = await server<{ items: Task[] }>("GET", "/tasks?q=write+the+report");
    expect(items[0]).toMatchObject({ priority: 1, tags: ["work", "quarterly"], due: "2031-05-06T12:30:00+00:00" });
    await context.close();
  });

  test("many are completed at once, and taken back at once", async () => {
    for (const name of ["one", "two", "three"])
      await server("POST", "/tasks", { title: `bulk ${name}`, tags: ["bulk"] });
    const context = await person(browser);
    const { page } = await tab(context, "/tasks?tag=bulk");
    for (const name of ["one", "two", "three"])
      await page.getByRole("checkbox", { name: `Select: bulk ${name}` }).check();
    await page.getByRole("button", { name: "Complete", exact: true }).click();
    await page.getByText("3 done").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    const count = () => server<{ items: Task[] }>("GET", "/tasks?tag=bulk").then((found) => found.items.length);
    await expect.poll(count, WAIT).toBe(3);
    await context.close();
  });
});
