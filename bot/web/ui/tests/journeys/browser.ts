// A browser for the journeys: it fails a journey on any violation of the policy and on any error of the page.
import { mkdirSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

export const URL = process.env.TODOBOT_URL ?? "http://localhost:8080";
const PICTURES = process.env.SCREENSHOTS ?? "/tmp/todobot-screenshots";
const FLAGS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage";
export const WAIT = { timeout: 30_000 };

export const start = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS.split(" ") });

export type Look = { scheme?: "light" | "dark"; width?: number; language?: string };

export async function person(browser: Browser, look: Look = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: URL,
    viewport: { width: look.width ?? 1180, height: 760 },
    colorScheme: look.scheme ?? "light",
    locale: look.language ?? "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(30_000);
  return context;
}

/** A tab; what it complains about is collected in `complaints`. */
export async function tab(context: BrowserContext, path = "/"): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (said) => {
    if (/Content.Security.Policy/i.test(said.text())) complaints.push(said.text());
  });
  await page.exposeFunction("violated", (what: string) => complaints.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      (globalThis as unknown as { violated: (what: string) => void }).violated(`${violatedDirective} ${blockedURI}`);
    });
  });
  await page.goto(path);
  await page.locator("#content").waitFor();
  return { page, complaints };
}

/** Nothing that axe knows of WCAG 2.2 AA is violated on the page as it is now. */
export async function accessible(page: Page): Promise<void> {
  // What is half faded in has another contrast than what a person reads.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((one) => one.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map((one) => one.finished),
    ).then(() => undefined),
  );
  // By the debugger, so that the policy of the page stays as it is.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const wanted = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const it = (globalThis as unknown as { axe: typeof axe }).axe;
    return (await it.run(document, { runOnly: wanted })).violations.map((one) => ({
      id: one.id,
      help: one.help,
      where: one.nodes.slice(0, 4).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary?.slice(0, 200)}`),
    }));
  });
  expect(found).toEqual([]);
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png` });
}

export async function told(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message to todobot" }).fill(text);
  await page.keyboard.press("Enter");
}

/** Has something done outside of the browser (tests/ui/deeds.py). */
export async function deed<T = unknown>(name: string, given: Record<string, unknown> = {}): Promise<T> {
  const answer = await fetch(`${process.env.DEEDS}/${name}`, { method: "POST", body: JSON.stringify(given) });
  if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Asks the server itself. */
export async function server<T>(method: string, path: string, body?: unknown): Promise<T> {
  const sent: RequestInit = { method, headers: { "Content-Type": "application/json", Accept: "application/json" } };
  if (body !== undefined) sent.body = JSON.stringify(body);
  const answer = await fetch(URL + path, sent);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (answer.status === 204 ? null : await answer.json()) as T;
}
