// A long conversation, quick fingers, odd texts, and reminders that ring where one is not looking.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Task } from "../../src/api/client";
import { accessible, person, picture, server, start, tab, told, WAIT } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

const boxOf = (page: Page) => page.getByRole("textbox", { name: "Message to todobot" });

describe("a conversation", () => {
  test("goes back to its beginning, and what one reads stays where it is", async () => {
    for (let n = 0; n < 130; n += 1) await server("POST", "/chat", { text: `search zebra${n}` });
    const context = await person(browser);
    const { page } = await tab(context);
    const log = page.getByRole("log");
    await log.getByText("search zebra129", { exact: true }).waitFor();
    expect(await log.getByText("search zebra0", { exact: true }).count()).toBe(0);
    const top = (text: string) => log.getByText(text, { exact: true }).evaluate((it) => it.getBoundingClientRect().top);
    const first = await log
      .getByText(/^search zebra\d+$/)
      .first()
      .textContent();
    await log.evaluate((it) => it.scrollTo(0, 300));
    const before = await top(first ?? "");
    await expect.poll(() => log.getByText(/^search zebra\d+$/).count(), WAIT).toBeGreaterThan(60);
    expect(Math.abs((await top(first ?? "")) - before)).toBeLessThan(3);
    await page.getByRole("button", { name: "To the newest" }).waitFor();
    await expect
      .poll(async () => {
        await log.evaluate((it) => it.scrollTo(0, 0));
        return log.getByText("search zebra0", { exact: true }).count();
      }, WAIT)
      .toBe(1);
    // A new line moves nobody who reads further up, and is one click away.
    await server("POST", "/chat", { text: "search giraffe" });
    await log.getByText("search giraffe", { exact: true }).waitFor({ state: "attached" });
    expect(await log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight)).toBeGreaterThan(1000);
    await accessible(page);
    await page.getByRole("button", { name: "To the newest" }).click();
    await expect.poll(() => log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight)).toBeLessThan(2);
    await context.close();
  });

  test("shows on its cards what was done elsewhere, and a double click does one thing", async () => {
    const context = await person(browser);
    const { page } = await tab(context);
    await told(page, "add iron the shirts");
    const card = page.getByRole("article", { name: /^iron the (best )?shirts$/ });
    await card.getByRole("button", { name: "Done" }).waitFor();
    const { items } = await server<{ items: Task[] }>("GET", "/tasks?q=iron");
    const path = `/tasks/${items[0]?.number}`;
    await server("PATCH", path, { title: "iron the best shirts", priority: 1 });
    await card.getByText("iron the best shirts").waitFor();
    await server("POST", `${path}/complete`);
    await card.getByRole("button", { name: "Reopen" }).waitFor();
    await server("POST", `${path}/reopen`);
    await card.getByRole("button", { name: "Done" }).dblclick();
    await page.getByText(/Done: #\d+ iron the best shirts/).waitFor();
    await page.waitForTimeout(800);
    expect((await server<Task>("GET", path)).status).toBe("done");
    expect(await page.getByText(/iron the best shirts is done already|Open again: #\d+ iron/).count()).toBe(0);
    await server("DELETE", path);
    await card.first().getByText("Deleted").waitFor();
    await picture(page, "chat-cards");
    await context.close();
  });

  test("takes long texts, several lines and nonsense, and brings back what was said", async () => {
    const context = await person(browser);
    const { page, complaints } = await tab(context);
    const box = boxOf(page);
    await told(page, "add write the saga\nwith a second line");
    await page.getByText(/Created #\d+: write the saga/).waitFor();
    await told(page, "qwertz uiop asdf 🎉🎉 %%%");
    await page.getByText("qwertz uiop asdf 🎉🎉 %%%", { exact: true }).waitFor();
    await box.fill(`add ${"very ".repeat(2100)}long`);
    await page.keyboard.press("Enter");
    await page
      .getByText(/at most 10000 characters|at most \d+ fit|too long/i)
      .first()
      .waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1180);
    await told(page, "x".repeat(3000));
    await page.getByText("x".repeat(3000)).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1180);
    await page.getByRole("status").filter({ hasText: "typing" }).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("log").waitFor();
    for (let n = 0; n < 2; n += 1) await box.press("ArrowUp");
    expect(await box.inputValue()).not.toBe("");
    await box.press("ArrowDown");
    expect(await box.inputValue()).toBe("x".repeat(3000));
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("completes the task that is meant, and marks in the box what it reads", async () => {
    await server("POST", "/tasks", { title: "varnish the violin" });
    const context = await person(browser);
    const { page } = await tab(context);
    const box = boxOf(page);
    await box.pressSequentially("done varn");
    await page.getByRole("option", { name: /varnish the violin/ }).waitFor();
    await accessible(page);
    await picture(page, "chat-offers");
    await box.press("Tab");
    expect(await box.inputValue()).toMatch(/^done \d+$/);
    await box.press("Enter");
    await page
      .getByText(/Done: #\d+ varnish the violin/)
      .first()
      .waitFor();
    await box.pressSequentially("string the violin friday at 5 p2");
    await page.locator("[data-mark=due]").waitFor();
    expect(await page.locator("[data-mark=due]").textContent()).toBe("friday at 5");
    const place = await box.evaluate((it) => [it.clientWidth, it.clientHeight]);
    const copy = await page.locator("[data-mark=due]").evaluate((it) => {
      return [it.parentElement?.clientWidth, it.parentElement?.clientHeight];
    });
    expect(copy).toEqual(place); // the same lines in both, so that marks lie behind their letters
    await context.close();
  });
});

type Shown = { body: string; tag: string };
const NOTED = () => {
  const shown: Shown[] = [];
  class Noted {
    static permission = "granted";
    static requestPermission = async () => "granted";
    onclick = () => undefined;
    close = () => undefined;
    constructor(_: string, { body, tag }: Shown) {
      shown.push({ body, tag });
    }
  }
  Object.assign(globalThis, { Notification: Noted, shown, looked: true });
  document.hasFocus = () => (globalThis as unknown as { looked: boolean }).looked;
};
const shown = (page: Page) => page.evaluate(() => (globalThis as unknown as { shown: Shown[] }).shown);
const look = (page: Page, at: boolean) => page.evaluate((now) => Object.assign(globalThis, { looked: now }), at);

describe("a reminder", () => {
  test("is announced once by the browser while nobody looks, and on the page that one looks at else", async () => {
    const context = await person(browser);
    await context.addInitScript(NOTED);
    const chat = (await tab(context)).page;
    const tasks = (await tab(context, "/tasks")).page;
    await look(chat, false); // the list is looked at
    await server("POST", "/chat", { text: "remind me to taste the soup in 1 second" });
    await tasks.getByRole("status").filter({ hasText: "⏰ taste the soup" }).waitFor();
    await picture(tasks, "reminder-note");
    await chat.waitForTimeout(1500);
    expect([...(await shown(chat)), ...(await shown(tasks))]).toEqual([]);
    await look(tasks, false);
    await server("POST", "/chat", { text: "remind me to salt the soup in 1 second" });
    await chat.getByText("⏰ salt the soup").waitFor();
    const all = async () => [...(await shown(chat)), ...(await shown(tasks))];
    await expect.poll(async () => (await all()).length, WAIT).toBe(2); // one of each tab, which the browser shows as one
    const [one, other] = await all();
    expect(one?.body).toContain("salt the soup");
    expect(one).toEqual(other);
    await context.close();
  });
});
