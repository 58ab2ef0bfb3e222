// The policy of the page holds wherever one goes: menus, dialogs, completions, and the description of the interface.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { person, server, start, tab, told } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
  await server("POST", "/tasks", { title: "polish the policy", due: "2031-03-09", priority: 1, tags: ["rules"] });
});
afterAll(() => browser.close());

const closed = (page: Page) => page.keyboard.press("Escape");

const PLACES: Record<string, (page: Page) => Promise<void>> = {
  "/": async (page) => {
    await told(page, "add dust the shelf tomorrow at 5 p1 #home");
    await page.getByText(/Created #\d+: dust the shelf/).waitFor();
    await page.getByRole("button", { name: "Edit", exact: true }).last().click();
    await page.getByRole("dialog").waitFor();
    await closed(page);
    await page.getByRole("textbox", { name: "Message to todobot" }).fill("done dus");
    await page.getByRole("listbox").waitFor();
  },
  "/tasks?q=polish": async (page) => {
    await page.getByText("polish the policy").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await closed(page);
    await page.keyboard.press("n");
    await page.getByRole("dialog").waitFor();
    await closed(page);
    await page.getByRole("button", { name: /^More/ }).first().click();
    await page.getByRole("menu").waitFor();
    await closed(page);
  },
  "/tasks/1": (page) => page.getByRole("heading", { level: 1 }).waitFor(),
  "/reminders": (page) => page.getByRole("heading", { level: 1 }).waitFor(),
  "/deliveries": (page) => page.getByRole("heading", { level: 1 }).waitFor(),
  "/settings": (page) => page.getByRole("heading", { level: 1 }).waitFor(),
  "/sign-in": (page) => page.getByRole("heading", { level: 1 }).waitFor(),
  "/nowhere": (page) => page.getByRole("heading", { level: 1 }).waitFor(),
};

describe("the policy", () => {
  for (const [path, walk] of Object.entries(PLACES)) {
    test(`holds on ${path}`, async () => {
      const context = await person(browser);
      const { page, complaints } = await tab(context, path);
      await walk(page);
      await page.waitForTimeout(300);
      expect(complaints).toEqual([]);
      await context.close();
    });
  }

  test("lets in no script and no style that did not come with the page, and says so here", async () => {
    const context = await person(browser);
    const { page, complaints } = await tab(context, "/tasks");
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'taken'";
      document.head.append(script);
      document.body.setAttribute("style", "color: red");
    });
    await expect.poll(() => complaints.some((one) => one.startsWith("script-src"))).toBe(true);
    await expect.poll(() => complaints.some((one) => one.startsWith("style-src"))).toBe(true);
    expect(await page.title()).not.toBe("taken");
    await context.close();
  });

  test("is that of the description of the interface too, which brings all that it shows along", async () => {
    const context = await person(browser);
    const asked: string[] = [];
    context.on("request", (request) => asked.push(new globalThis.URL(request.url()).pathname));
    const complaints: string[] = [];
    const page = await context.newPage();
    page.on("console", (said) => complaints.push(said.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    const answer = await page.goto("/docs");
    const rules = answer?.headers()["content-security-policy"] ?? "";
    expect(rules).toContain("default-src 'none'");
    expect(rules).not.toContain("unsafe");
    for (const one of await page.locator("summary").all()) await one.click();
    await page.getByText("/tasks/{id}/complete").first().waitFor();
    expect(asked.sort()).toEqual(["/docs", "/docs.css"]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
