// Every page with something on it, in light and dark, wide and narrow, in both languages: accessible, within the policy,
// nothing wider than the window, kept as a picture.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessible, deed, type Look, person, picture, start, tab } from "../browser";

type Words = Record<"loading" | "task" | "keys" | "edit" | "more" | "other" | "later" | "move", string>;
export const ENGLISH: Words = {
  loading: "Loading…",
  task: "New task",
  keys: "Keyboard shortcuts",
  edit: "Edit",
  more: "More",
  other: "Another time…",
  later: "Later",
  move: "Move…",
};
export const GERMAN: Words = {
  loading: "Wird geladen…",
  task: "Neue Aufgabe",
  keys: "Tastenkürzel",
  edit: "Bearbeiten",
  more: "Mehr",
  other: "Andere Zeit…",
  later: "Später",
  move: "Verschieben…",
};

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first();
const menu = async (page: Page, name: string) => {
  await button(page, new RegExp(`^${name}:`)).click();
  await page.getByRole("menu").waitFor();
};
let report = 0; // the number of a task that has everything
type View = [name: string, path: () => string, ready?: (page: Page, words: Words) => Promise<void>];
const VIEWS: View[] = [
  ["chat", () => "/"],
  ["tasks", () => "/tasks"],
  ["tasks-none", () => "/tasks?q=there-is-no-such-thing"],
  ["tasks-shortcuts", () => "/tasks", (page, words) => button(page, words.keys).click()],
  ["tasks-form", () => "/tasks", (page, words) => button(page, words.task).click()],
  ["tasks-menu", () => "/tasks", (page, words) => menu(page, words.more)],
  ["task", () => `/tasks/${report}`],
  [
    "task-form",
    () => `/tasks/${report}`,
    (page, words) => page.getByRole("button", { name: words.edit, exact: true }).click(),
  ],
  ["task-gone", () => "/tasks/999999"],
  ["reminders", () => "/reminders"],
  ["reminders-later", () => "/reminders", (page, words) => menu(page, words.later)],
  ["reminders-menu", () => "/reminders?tab=recurring", (page, words) => menu(page, words.more)],
  [
    "reminders-move",
    () => "/reminders",
    async (page, words) => {
      await menu(page, words.more);
      await page.getByRole("menuitem", { name: words.move }).click();
    },
  ],
  ["recurring", () => "/reminders?tab=recurring"],
  ["past", () => "/reminders?tab=past"],
  ["deliveries", () => "/deliveries"],
  ["settings", () => "/settings"],
  ["sign-in", () => "/sign-in"],
  ["nowhere", () => "/there-is-no-such-page"],
];
const NARROW = 360;
const WIDTHS = [1180, NARROW];

/** What stands out of the window to the right: nothing may have to be scrolled sideways, at 320 px neither. */
const wide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll("body *")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width > 0 && box.right > width + 1 && !one.closest(".sr-only, svg");
    });
    return out.slice(0, 5).map((one) => one.outerHTML.slice(0, 160));
  });

/** What is smaller than a target of 24 by 24 px and has another one within 12 px of its middle (WCAG 2.2, 2.5.8). */
const small = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const words = "a, button, input, select, textarea, [role=menuitem], [role=option]";
    const targets = [...document.querySelectorAll(words)]
      .filter((one) => !one.closest(".sr-only"))
      .map((one) => ({ one, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    const tight = targets.filter(({ one, box }) => {
      if (box.width >= 23.99 && box.height >= 23.99) return false;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      return targets.some(
        (it) =>
          it.one !== one && it.box.x < x + 12 && it.box.right > x - 12 && it.box.y < y + 12 && it.box.bottom > y - 12,
      );
    });
    return tight.slice(0, 5).map(({ one }) => one.outerHTML.slice(0, 160));
  });

export function everyPage(language: string, words: Words): void {
  let browser: Browser;
  beforeAll(async () => {
    const of = await deed<{ report: number }>("fill", { language: language.slice(0, 2) });
    report = of.report;
    browser = await start();
  }, 120_000);
  afterAll(() => browser.close());

  async function seen([name, path, ready]: View, look: Look): Promise<void> {
    const context = await person(browser, { ...look, language });
    const { page, complaints } = await tab(context, path());
    await page.getByRole("status", { name: words.loading }).waitFor({ state: "detached" });
    await ready?.(page, words);
    await accessible(page);
    expect(await wide(page)).toEqual([]);
    expect(await small(page)).toEqual([]);
    await picture(page, `${name}-${language.slice(0, 2)}-${look.scheme}-${look.width}`);
    if (look.width === NARROW) {
      await page.setViewportSize({ width: 320, height: 760 });
      await expect.poll(() => wide(page)).toEqual([]); // an open menu finds its place again
    }
    expect(complaints).toEqual([]);
    await context.close();
  }

  describe.each(["light", "dark"] as const)("every page in %s", (scheme) => {
    test.each(VIEWS)("%s", async (...view) => {
      for (const width of WIDTHS) await seen(view, { scheme, width });
    });
  });
}
