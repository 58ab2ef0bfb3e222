// Journeys through the reminders, the settings and the deliveries, by mouse and by keyboard.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReminderPage, Schemas } from "../../src/api/client";
import { person, server, start, tab, WAIT } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

const made = (text: string, more: Record<string, unknown> = {}) =>
  server<{ number: number }>("POST", "/reminders", { text, at: "2031-05-05T09:00", zone: "Europe/Berlin", ...more });
const found = async (number: number) =>
  (await server<ReminderPage>("GET", "/reminders?limit=200")).items.find((one) => one.number === number);
const RULE = { rrule: ["FREQ=WEEKLY;BYDAY=MO"] };

describe("reminders", () => {
  test("what repeats is skipped, paused till a day, and each is taken back", async () => {
    const { number } = await made("polish the bell", RULE);
    const first = (await found(number))?.due_at;
    const context = await person(browser);
    const { page, complaints } = await tab(context, "/reminders?tab=recurring");
    const row = page.locator(`[data-reminder="${number}"]`);
    await row.getByText("every Monday").waitFor();
    const choose = async (entry: string) => {
      await row.getByRole("button", { name: /^More/ }).click();
      await page.getByRole("menuitem", { name: entry }).click();
    };
    await choose("Skip the next time");
    await page.getByText("The next time is left out: polish the bell").waitFor();
    expect((await found(number))?.due_at).toBe("2031-05-12T07:00:00+00:00");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => (await found(number))?.due_at, WAIT).toBe(first);
    await choose("Pause until…");
    const from = page.getByLabel("It rings again from");
    await expect.poll(() => from.evaluate((one) => one === document.activeElement), WAIT).toBe(true);
    await from.fill("2031-06-03T09:00");
    await page.getByRole("button", { name: "Pause" }).click();
    await row.getByText("Paused").waitFor();
    await expect.poll(async () => (await found(number))?.paused_until, WAIT).toBe("2031-06-09T07:00:00+00:00");
    await row.getByRole("button", { name: "Resume" }).click();
    await expect.poll(async () => (await found(number))?.state, WAIT).toBe("scheduled");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("what will ring is put off, moved and cancelled by the keyboard alone", async () => {
    const { number } = await made("wind the clock");
    const context = await person(browser);
    const { page } = await tab(context, "/reminders");
    const row = page.locator(`[data-reminder="${number}"]`);
    const later = row.getByRole("button", { name: "Later: wind the clock" });
    const held = (name: string) =>
      expect.poll(() => page.evaluate(() => document.activeElement?.textContent), WAIT).toBe(name);
    await later.focus();
    await page.keyboard.press("Enter");
    await held("20 min later");
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await found(number))?.due_at, WAIT).toBe("2031-05-05T07:20:00+00:00");
    // The focus comes back to where the menu was opened.
    await expect.poll(() => later.evaluate((one) => one === document.activeElement), WAIT).toBe(true);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await held("Move…");
    await page.keyboard.press("End");
    await held("Cancel the reminder");
    await page.keyboard.press("Enter");
    await row.waitFor({ state: "detached" });
    await page.getByText("Cancelled: wind the clock").waitFor();
    await page.getByRole("button", { name: "Undo" }).last().press("Enter");
    await row.waitFor();
    await context.close();
  });

  test("what cannot be saved is put back, and why is said", async () => {
    const { number } = await made("ring the gong", RULE);
    const context = await person(browser);
    const { page } = await tab(context, "/reminders?tab=recurring");
    const row = page.locator(`[data-reminder="${number}"]`);
    await page.route("**/skip", (route) => route.abort());
    await row.getByRole("button", { name: /^More/ }).click();
    await page.getByRole("menuitem", { name: "Skip the next time" }).click();
    await page.getByText(/Put back.*the server cannot be reached/).waitFor();
    await row.getByText("5 May 2031").first().waitFor();
    await context.close();
  });
});

describe("settings", () => {
  test("are kept by the server, and go back to the usual", async () => {
    const evening = () => server<Schemas["SettingsOut"]>("GET", "/settings").then((all) => [all.evening, all.chosen]);
    const context = await person(browser);
    const { page } = await tab(context, "/settings");
    await page.getByLabel("Evening").fill("20:15");
    await page.getByLabel("Evening").blur();
    await expect.poll(evening, WAIT).toEqual(["20:15", ["evening"]]);
    await page.getByRole("button", { name: "As usual: Evening" }).click();
    await expect.poll(evening, WAIT).toEqual(["19:00", []]);
    await context.close();
  });

  test("a zone for all that is none is refused beside its field, with what to write", async () => {
    const context = await person(browser);
    const { page } = await tab(context, "/settings");
    const zone = page.getByRole("textbox", { name: "Time zone" });
    await zone.fill("Qwertz");
    await zone.press("Enter");
    await page.getByRole("alert").getByText("Qwertz").waitFor();
    await context.close();
  });
});

describe("for those who see or move otherwise", () => {
  test("the first Tab leads past the navigation, and every focus is seen", async () => {
    const context = await person(browser);
    await made("oil the hinge");
    const { page } = await tab(context, "/reminders");
    await page.locator("[data-reminder]").first().waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    for (let n = 0; n < 4; n += 1) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement ?? document.body);
        return [style.outlineStyle, Number.parseFloat(style.outlineWidth) >= 2];
      });
      expect(outline).toEqual(["solid", true]);
    }
    await context.close();
  });

  test("larger letters of the reader make the page larger", async () => {
    const context = await person(browser);
    const { page } = await tab(context, "/settings");
    const size = () => page.getByRole("heading", { level: 1 }).evaluate((one) => getComputedStyle(one).fontSize);
    const before = Number.parseFloat(await size());
    const session = await context.newCDPSession(page);
    await session.send("Page.enable");
    await session.send("Page.setFontSizes", { fontSizes: { standard: 32 } });
    await expect.poll(async () => Number.parseFloat(await size()) / before, WAIT).toBeCloseTo(2, 1);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    expect(wide).toBe(false);
    await context.close();
  });
});
