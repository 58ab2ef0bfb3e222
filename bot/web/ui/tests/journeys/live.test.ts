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

  test("a tab that the browser froze is replaced by another, and hears the rest when it wakes", async () => {
    const context = await person(browser);
    let streams = 0;
    context.on("request", (request) => {
      if (new globalThis.URL(request.url()).pathname === "/live") streams += 1;
    });
    const leading = (await tab(context, "/tasks?q=penguin")).page;
    await expect.poll(() => streams, WAIT).toBe(1);
    const other = (await tab(context, "/tasks?q=penguin")).page;
    // What is loaded later than the task is made would show it without any news.
    await Promise.all([leading, other].map((page) => page.getByText("No task fits these filters.").waitFor()));
    const debug = await context.newCDPSession(leading);
    await debug.send("Debugger.enable");
    await debug.send("Debugger.pause"); // it holds its lock, and does nothing any more
    await server("POST", "/tasks", { title: "count the penguins" });
    await other.getByText("count the penguins").waitFor({ timeout: 90_000 });
    expect(streams).toBe(2);
    await debug.send("Debugger.disable");
    await leading.getByText("count the penguins").waitFor();
    await server("POST", "/tasks", { title: "feed the penguins" });
    await Promise.all([leading, other].map((page) => page.getByText("feed the penguins").waitFor()));
    expect(streams).toBe(2);
    await context.close();
  });

  test("after a time without a network the page shows what happened meanwhile", async () => {
    const context = await person(browser);
    const { page } = await tab(context, "/tasks?q=walrus");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await context.setOffline(true);
    await server("POST", "/tasks", { title: "brush the walrus" });
    await page.getByText(/The server cannot be reached/).waitFor({ timeout: 60_000 });
    await context.setOffline(false);
    await page.getByText("brush the walrus").waitFor();
    await page.getByText(/The server cannot be reached/).waitFor({ state: "detached" });
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
