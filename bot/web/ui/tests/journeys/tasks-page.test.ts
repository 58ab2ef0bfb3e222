// Journeys through one task: its form filled with what is there, its reminders and why they rang, its history.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reminder, Task } from "../../src/api/client";
import { accessible, person, picture, server, start, tab, WAIT } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

describe("a task", () => {
  test("its form begins with what is there, clears it, and all of that is taken back", async () => {
    const made = await server<Task>("POST", "/tasks", {
      title: "prune the roses",
      due: "2031-05-06T14:30",
      zone: "Europe/Berlin",
      tags: ["garden"],
      assignees: ["me"],
      list: "outside",
    });
    const context = await person(browser);
    const { page, complaints } = await tab(context, `/tasks/${made.number}`);
    await page.getByRole("button", { name: "Edit" }).click();
    const form = page.getByRole("dialog");
    await form.getByRole("button", { name: /^Take .* off$/ }).waitFor();
    await expect.poll(() => form.getByLabel("List").inputValue(), WAIT).toBe("outside");
    expect(await form.getByLabel("Due date").inputValue()).toBe("2031-05-06");
    expect(await form.getByLabel("Time").inputValue()).toBe("14:30");
    await accessible(page);
    await picture(page, "task-form-light");
    await form.getByRole("button", { name: /^Take .* off$/ }).click();
    await form.getByLabel("List").fill("");
    await form.getByLabel("Due date").fill("");
    await form.getByLabel("Tags").fill("");
    await form.getByLabel("Description").fill("The red ones.");
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    const now = await server<Task>("GET", `/tasks/${made.number}`);
    expect(now).toMatchObject({ assignees: [], due: null, tags: [], description: "The red ones." });
    expect(now.list_id).not.toBe(made.list_id);
    await page.getByText("List: outside → Inbox").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    const back = () => server<Task>("GET", `/tasks/${made.number}`).then((task) => [task.due, task.list_id]);
    await expect.poll(back, WAIT).toEqual([made.due, made.list_id]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("it rings in words of one's own, which are read while one types, and stops again", async () => {
    const context = await person(browser);
    const { page } = await tab(context, "/tasks");
    await page.getByRole("button", { name: "New task" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Title").fill("bring out the bins");
    await form.getByLabel("Ring, in your own words").fill("something purple");
    await form.getByText("No time is read in these words.").waitFor();
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByRole("alert").waitFor();
    expect((await server<{ items: Task[] }>("GET", "/tasks?q=bins")).items).toEqual([]);
    await form.getByLabel("Ring, in your own words").fill("every friday at 9");
    await form.getByText(/every Friday/).waitFor();
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    const task = (await server<{ items: Task[] }>("GET", "/tasks?q=bins")).items[0];
    const ringing = () => server<{ items: Reminder[] }>("GET", `/tasks/${task?.number}/reminders`);
    expect((await ringing()).items[0]?.rrule).toEqual(["FREQ=WEEKLY;BYDAY=FR"]);
    await page.goto(`/tasks/${task?.number}`);
    await page.getByRole("button", { name: "Edit" }).click();
    await form.getByRole("button", { name: "Stop: every Friday" }).click();
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    expect((await ringing()).items[0]?.status).toBe("cancelled");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => ringing().then((found) => found.items[0]?.status), WAIT).toBe("active");
    await context.close();
  });

  test("its page tells why each reminder rang, and the whole story, in German too", async () => {
    const made = await server<Task>("POST", "/tasks", { title: "feed the cat" });
    await server("POST", "/reminders", { task: made.number, in: 1 });
    await server("PATCH", `/tasks/${made.number}`, { priority: 1 });
    const context = await person(browser);
    const { page, complaints } = await tab(context, `/tasks/${made.number}`);
    await page.getByText(/^Rang: Today/).waitFor();
    await page.getByRole("button", { name: "Every time, and why" }).click();
    await page.getByText(/came on time, on this page/).waitFor();
    await page.getByText(/^Try 1, .*: arrived\.$/).waitFor();
    await page.getByText("Priority: p4 → p1").waitFor();
    await page.getByText(/created the task$/).waitFor();
    await page.getByText(/^Reminder #\d+ rang$/).waitFor();
    await accessible(page);
    await picture(page, "task-story-light");
    await page.getByLabel("Ring, in your own words").fill("tomorrow at noon");
    await page.getByRole("button", { name: "Remind me" }).click();
    await page.getByText(/^Rings: Tomorrow, 12:00/).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
    const german = await person(browser, { language: "de-DE", scheme: "dark", width: 360 });
    const { page: seite } = await tab(german, `/tasks/${made.number}`);
    await seite.getByText(/hat die Aufgabe angelegt$/).waitFor();
    await seite.getByText("Priorität: p4 → p1").waitFor();
    await seite.getByLabel("Erinnern, in deinen Worten").fill("jeden Montag um 8");
    await seite.getByText(/^jeden Montag: /).waitFor();
    await accessible(seite);
    await german.close();
  });

  test("a deleted task comes back by undo, and one that is nobody's says what to do", async () => {
    const made = await server<Task>("POST", "/tasks", { title: "sell the boat" });
    const context = await person(browser);
    const { page } = await tab(context, `/tasks/${made.number}`);
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByText("Deleted: sell the boat").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect
      .poll(() => server<Task>("GET", `/tasks/${made.number}`).then((task) => task.status), WAIT)
      .toBe("open");
    await page.goto("/tasks/99999");
    await page.getByText("There is no such task that you can see.").waitFor();
    await accessible(page);
    await context.close();
  });
});
