// Measures the page in a real browser: TODOBOT_URL, CHROMIUM; the last line that it prints is what it saw, as JSON.
import { type Browser, chromium, type Page } from "playwright-core";

const URL = process.env.TODOBOT_URL ?? "http://localhost:8080";
const FLAGS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-dev-shm-usage";
const LOADS = 5;
const LIST = 'section[aria-label="Tasks"]';
const FAR = [0.5, 0.9, 0.1, 1, 0.37, 0, 0.66, 0.25, 0.999, 0.02];

type Watched = { stalls: number[] };
const middle = (all: number[]): number => [...all].sort((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0;

/** A page that nobody has opened before in this browser. */
async function fresh(browser: Browser, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1180, height: 760 }, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(URL + path, { waitUntil: "commit" });
  return page;
}

async function paint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const seen = new PerformanceObserver((list) => {
          const first = list.getEntries().find((entry) => entry.name === "first-contentful-paint");
          if (first) resolve(first.startTime);
        });
        seen.observe({ type: "paint", buffered: true });
      }),
  );
}

async function loads(browser: Browser): Promise<{ chat: number; tasks: number; rows: number }> {
  const times = { chat: [] as number[], tasks: [] as number[], rows: [] as number[] };
  for (let n = 0; n < LOADS; n += 1) {
    const chat = await fresh(browser, "/");
    times.chat.push(await paint(chat));
    await chat.context().close();
    const tasks = await fresh(browser, "/tasks");
    times.tasks.push(await paint(tasks));
    await tasks.locator("[data-task]").first().waitFor();
    times.rows.push(await tasks.evaluate(() => performance.now()));
    await tasks.context().close();
  }
  return { chat: middle(times.chat), tasks: middle(times.tasks), rows: middle(times.rows) };
}

async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const kept = globalThis as unknown as Watched;
    kept.stalls = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.duration > 50) kept.stalls.push(entry.duration);
    }).observe({ type: "longtask" });
  });
}

/** What stalled since it was asked last. */
async function stalls(page: Page): Promise<number[]> {
  await page.waitForTimeout(300);
  return page.evaluate(() => (globalThis as unknown as Watched).stalls.splice(0));
}

type Traced = { name: string; pid: number; tid: number; tdur?: number; args: { name?: string } };

/** The longest that one task of the page kept the processor while `act` went on: other programs do not count. */
async function longest(browser: Browser, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(undefined, { categories: ["toplevel"] });
  await act();
  const told = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] };
  const pages = new Set(told.traceEvents.filter(isMain).map((one) => `${one.pid}:${one.tid}`));
  const tasks = told.traceEvents.filter((one) => /RunTask$/.test(one.name) && pages.has(`${one.pid}:${one.tid}`));
  return Math.max(0, ...tasks.map((one) => (one.tdur ?? 0) / 1000));
}

const isMain = (one: Traced): boolean => one.name === "thread_name" && one.args.name === "CrRendererMain";

/** As a wheel does it: many small steps, then a fling. */
async function wheel(page: Page): Promise<void> {
  const box = await page.locator(LIST).boundingBox();
  if (!box) throw new Error("there is no list");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (const [steps, by] of [
    [60, 120],
    [60, 900],
    [40, 4000],
    [40, -2500],
  ] as const) {
    for (let n = 0; n < steps; n += 1) {
      await page.mouse.wheel(0, by);
      await page.waitForTimeout(16);
    }
  }
}

/** As one drags the scroll bar: to places far apart, without waiting; then to each, until its rows are there. */
async function jumps(page: Page): Promise<number> {
  const to = (part: number) =>
    page.evaluate(
      ([list, share]) => {
        const box = document.querySelector(list as string);
        if (box) box.scrollTop = (box.scrollHeight - box.clientHeight) * (share as number);
      },
      [LIST, part],
    );
  for (let n = 0; n < 60; n += 1) {
    await to(n / 60);
    await page.waitForTimeout(16);
  }
  const times: number[] = [];
  for (const part of FAR) {
    const started = performance.now();
    await to(part);
    await page.waitForFunction((list) => {
      const box = document.querySelector(list)?.getBoundingClientRect();
      if (!box) return false;
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return Boolean(at?.closest("[data-task]"));
    }, LIST);
    times.push(performance.now() - started);
  }
  return middle(times);
}

async function keys(page: Page): Promise<void> {
  await page.locator(LIST).focus();
  for (let n = 0; n < 40; n += 1) await page.keyboard.press("j");
  for (let n = 0; n < 15; n += 1) await page.keyboard.press("PageDown");
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: FLAGS.split(" "),
});
try {
  const loaded = await loads(browser);
  const page = await fresh(browser, "/tasks");
  await page.locator("[data-task]").first().waitFor();
  const listed = await page.evaluate(async () => {
    const answer = await fetch("/tasks/pages?sort=due");
    return ((await answer.json()) as { count: number }).count;
  });
  await page.waitForTimeout(1500);
  await watch(page);
  const found: Record<string, number[]> = {};
  let jump = 0;
  const busy = await longest(browser, async () => {
    await wheel(page);
    found.wheel = await stalls(page);
    jump = await jumps(page);
    found.jumps = await stalls(page);
    await keys(page);
    found.keys = await stalls(page);
  });
  const paints = { chat_paint: loaded.chat, tasks_paint: loaded.tasks, rows: loaded.rows };
  const seen = { ...paints, jump, stalls: found, busy, listed };
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}
