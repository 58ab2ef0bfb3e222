// A person of Slack with the page open: what they do there shows here, and the other way round.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deed, person, picture, start, tab } from "../browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

const WITHIN = { timeout: 2000 };

test("a task that is completed in Slack disappears from an open page within 2 s", async () => {
  await deed("add", { text: "water the tulips" });
  const context = await person(browser);
  const { page, complaints } = await tab(context, (await deed<string>("link")).replace(/^https?:\/\/[^/]+/, ""));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Tasks" }).click();
  const row = page.getByText("water the tulips");
  await row.waitFor();
  await picture(page, "slack-open");
  await deed("click", { label: "Done" });
  const clicked = Date.now();
  await row.waitFor({ state: "detached", ...WITHIN });
  console.log(`gone ${Date.now() - clicked} ms after the click in Slack`);
  await picture(page, "slack-done");
  await deed("add", { text: "prune the roses" });
  await page.getByText("prune the roses").waitFor(WITHIN);
  await page.getByRole("button", { name: "Complete: prune the roses" }).click();
  expect(await deed("see", { text: "☑" })).toBe(true);
  expect(complaints).toEqual([]);
  await context.close();
});
