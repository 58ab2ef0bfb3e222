// Whole journeys through the page, as a person takes them.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Task } from "../../src/api/client";
import { accessible, person, picture, server, start, tab, told, WAIT } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

const PAGES = {
  chat: "/",
  tasks: "/tasks",
  task: "/tasks/1",
  reminders: "/reminders",
  deliveries: "/deliveries",
  settings: "/settings",
  "sign-in": "/sign-in",
};

describe("chat", () => {
  test("the three sentences of the first conversation, and the reminder that arrives live", async () => {
    const context = await person(browser);
    const { page, complaints } = await tab(context);
    await page.getByRole("heading", { name: "Say what you want to keep in mind." }).waitFor();
    await picture(page, "chat-empty-light");
    await told(page, "Create a task to buy groceries");
    await page.getByText("Created #1").first().waitFor();
    await told(page, "Remind me about this task in 2 seconds");
    await page.getByText("I will remind you").first().waitFor();
    await page.getByText("⏰ buy groceries").first().waitFor();
    await told(page, "Mark task 'buy groceries' as complete");
    await page.getByText("Done: #1").first().waitFor();
    await accessible(page);
    await picture(page, "conversation-light");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("what is recognised is marked while one types, and a click makes it part of the title", async () => {
    const context = await person(browser);
    const { page, complaints } = await tab(context);
    const box = page.getByRole("textbox", { name: "Message to todobot" });
    await box.fill("renew the passport tomorrow at 5 p1 #home");
    const marks = page.getByRole("list", { name: "What I read in it" });
    await marks.getByRole("button", { name: /Make “p1” part of the title/ }).waitFor();
    await marks.getByRole("button", { name: /^or / }).first().waitFor();
    await accessible(page);
    await picture(page, "preview-light");
    await marks.getByRole("button", { name: /Make “tomorrow at 5” part of the title/ }).click();
    expect(await box.inputValue()).toBe('renew the passport "tomorrow at 5" p1 #home');
    await box.fill("renew the passport friday at 5");
    await marks.getByRole("button", { name: /^or / }).first().click();
    expect(await box.inputValue()).toMatch(/^renew the passport \d{4}-\d\d-\d\d 05:00$/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("a card's button does what it says", async () => {
    const context = await person(browser);
    const { page } = await tab(context);
    await told(page, "add water the ferns");
    const card = page.getByRole("article", { name: "water the ferns" });
    await card.getByRole("button", { name: "Done" }).click();
    await page
      .getByText(/Done: #\d+ water the ferns/)
      .first()
      .waitFor();
    await context.close();
  });

  test("a form of the bot is filled in over the conversation", async () => {
    const context = await person(browser);
    const { page } = await tab(context);
    await told(page, "add read chapter five");
    await page
      .getByText(/Created #\d+: read chapter five/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Edit", exact: true }).last().click();
    const form = page.getByRole("dialog");
    await form.getByRole("textbox").first().fill("read chapter six");
    await form.getByRole("button", { name: "Save" }).click();
    await page
      .getByText(/Changed #\d+: read chapter six/)
      .first()
      .waitFor();
    await context.close();
  });
});

describe("tasks", () => {
  test("a task made elsewhere appears, and disappears when it is done elsewhere", async () => {
    const context = await person(browser);
    const { page } = await tab(context, "/tasks");
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

describe("every page", () => {
  for (const [name, path] of Object.entries(PAGES)) {
    for (const scheme of ["light", "dark"] as const) {
      test(`${name}, ${scheme}: accessible, within the policy, kept as a picture`, async () => {
        for (const width of [1180, 360]) {
          const context = await person(browser, { scheme, width });
          const { page, complaints } = await tab(context, path);
          await page.getByRole("status", { name: "Loading…" }).waitFor({ state: "detached" });
          await accessible(page);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(wide).toBeLessThanOrEqual(width);
          await picture(page, `${name}-${scheme}-${width}`);
          expect(complaints).toEqual([]);
          await context.close();
        }
      });
    }
  }

  test("speaks German where the browser does", async () => {
    const context = await person(browser, { language: "de-DE" });
    const { page } = await tab(context, "/tasks");
    await page.getByRole("heading", { name: "Aufgaben", level: 1 }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    await context.close();
  });
});

describe("live", () => {
  test("eight tabs share one stream, and all hear the news", async () => {
    const context = await person(browser);
    let streams = 0;
    context.on("request", (request) => {
      if (new globalThis.URL(request.url()).pathname === "/live") streams += 1;
    });
    const tabs = [];
    for (let n = 0; n < 8; n += 1) tabs.push((await tab(context, "/tasks?q=octopus")).page);
    await server("POST", "/tasks", { title: "feed the octopus" });
    await Promise.all(tabs.map((page) => page.getByText("feed the octopus").waitFor()));
    expect(streams).toBe(1);
    await tabs[0]?.close();
    await expect.poll(() => streams, WAIT).toBe(2);
    await server("POST", "/tasks", { title: "pet the octopus" });
    await Promise.all(tabs.slice(1).map((page) => page.getByText("pet the octopus").waitFor()));
    await context.close();
  });

  test("a change that cannot be saved is put back, and why is said", async () => {
    const made = await server<Task>("POST", "/tasks", { title: "mend the fence" });
    const context = await person(browser);
    const { page } = await tab(context, "/tasks?q=mend");
    await page.getByText("mend the fence").waitFor();
    await page.route("**/complete", (route) => route.abort());
    await page.getByRole("button", { name: "Complete: mend the fence" }).click();
    await page.getByText(/Put back/).waitFor();
    await page.getByRole("button", { name: "Complete: mend the fence" }).waitFor();
    expect((await server<Task>("GET", `/tasks/${made.number}`)).status).toBe("open");
    await context.close();
  });
});
