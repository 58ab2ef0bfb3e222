// What happens elsewhere reaches every open tab.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Task } from "../../src/api/client";
import { person, server, start, tab, WAIT } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

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
