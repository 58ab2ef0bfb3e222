// A server that others reach: nothing shows before one has come by a link, which works once and for ten minutes.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessible, deed, person, picture, start, tab, told, URL } from "../browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

const link = async (): Promise<string> => (await deed<string>("link")).replace(URL, "");
const HOW = "todobot web-link";

test("whoever is not signed in is told how to, on every page, and is shown nothing else", async () => {
  for (const path of ["/", "/tasks", "/tasks/1", "/reminders", "/deliveries", "/settings", "/sign-in"]) {
    const context = await person(browser);
    let asked = 0;
    context.on("request", (request) => {
      if (/^\/(live|me|chat|tasks|reminders)/.test(new globalThis.URL(request.url()).pathname)) asked += 1;
    });
    const { page, complaints } = await tab(context, path);
    await page.getByText(HOW).waitFor();
    await page.getByRole("heading", { name: "Sign in to todobot" }).waitFor();
    expect(await page.getByRole("navigation").count()).toBe(0);
    await page.waitForTimeout(2500);
    const before = asked;
    await page.waitForTimeout(2500);
    expect(asked).toBe(before); // it does not go on asking
    expect(complaints).toEqual([]);
    await context.close();
  }
});

test("a link signs in once: its token leaves the address, and a script sees no cookie", async () => {
  const once = await link();
  expect(once).toMatch(/^\/sign-in#token=[\w-]{40,}$/);
  const context = await person(browser);
  const { page, complaints } = await tab(context, once);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  expect(page.url()).toBe(`${URL}/sign-in`);
  await accessible(page);
  await picture(page, "sign-in-link");
  expect(await context.cookies()).toEqual([]); // to open it spends nothing
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Say what you want to keep in mind." }).waitFor();
  expect(await context.cookies()).toMatchObject([{ name: "todobot", httpOnly: true, sameSite: "Lax", path: "/" }]);
  expect(await page.evaluate("document.cookie")).toBe("");
  await told(page, "add post the letter");
  await page.getByText("Created #1: post the letter").waitFor();
  await page.reload();
  await page.getByText("Created #1: post the letter").waitFor();
  await page.goBack();
  await page.waitForTimeout(500);
  expect(page.url()).not.toContain("token");

  const other = await person(browser);
  const late = (await tab(other, once)).page;
  await late.getByRole("button", { name: "Sign in" }).click();
  await late.getByText("This link was used already, or is older than ten minutes.").waitFor();
  await late.getByText(HOW).waitFor();
  await accessible(late);
  await picture(late, "sign-in-used");
  expect(await other.cookies()).toEqual([]);
  expect(complaints).toEqual([]);
  await Promise.all([context.close(), other.close()]);
});

test("a link that is ten minutes old signs nobody in; another one in the same tab does", async () => {
  const old = await link();
  await deed("ten_minutes");
  const context = await person(browser);
  const { page } = await tab(context, old);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(/older than ten minutes/).waitFor();
  await page.goto(await link());
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Created #1: post the letter").waitFor();
  await context.close();
});

test("who signs out is out in every tab at once", async () => {
  const context = await person(browser);
  const { page } = await tab(context, await link());
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Created #1: post the letter").waitFor();
  const second = (await tab(context, "/tasks")).page;
  await second.getByText("post the letter").first().waitFor();
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByText("Signed in as ann").waitFor();
  await picture(page, "settings-signed-in");
  await page.getByRole("button", { name: "Sign out" }).click();
  await Promise.all([page, second].map((one) => one.getByText(HOW).waitFor()));
  expect(await second.getByText("post the letter").count()).toBe(0);
  expect(await context.cookies()).toEqual([]);
  await context.close();
});
