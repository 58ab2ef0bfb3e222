// Every page in light and dark, wide and narrow: accessible, within the policy, kept as a picture.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessible, person, picture, start, tab } from "./browser";

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
