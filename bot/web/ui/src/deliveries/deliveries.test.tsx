import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { inLanguage, Speaking } from "@/words";
import { DeliveriesPage } from "./DeliveriesPage";
import type { Delivery } from "./data";
import { why } from "./reasons";
import { counts, lengths, named } from "./scale";

const FAILED = {
  id: "o1",
  reminder: { id: "r1", number: 7, text: "team meeting" },
  task_id: null,
  task_number: null,
  sequence: 1,
  due_at: new Date(Date.now() - 3_600_000).toISOString(),
  sent_at: null,
  state: "failed",
  reason: "channel_not_found",
  tries: 1,
  missed: 0,
  lateness_s: null,
  late: false,
  error: "channel_not_found",
  place: { platform: "slack", channel: "C1", direct: false },
} satisfies Delivery;
const NONE = { due: 0, sent: 0, late: 0, failed: 0, waiting: 0, median_s: null, worst_s: null };
const hourAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

let asked: string[] = [];
let items: Delivery[] = [FAILED];
let sums = NONE;
let parts: Record<string, { up: boolean; says: string }> = {};

beforeEach(() => {
  asked = [];
  items = [FAILED];
  sums = { ...NONE, due: 3, sent: 2, late: 1, failed: 1, worst_s: 312 } as never;
  parts = { database: { up: true, says: "The database answers." } };
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    if (path === "/health") return Response.json({ up: true, parts });
    if (path.startsWith("/deliveries/summary")) {
      const each = [2, 1].map((hours) => ({ ...(hours === 1 ? sums : NONE), at: hourAgo(hours) }));
      return Response.json({ from: hourAgo(2), to: hourAgo(0), step_s: 3600, items: each, total: sums });
    }
    return Response.json({ items, next: null });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function page(language: "en" | "de" = "en") {
  const router = createRouter({
    routeTree: createRootRoute({ component: DeliveriesPage }),
    history: createMemoryHistory(),
  });
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Speaking initial={language}>
        <RouterProvider router={router as never} />
      </Speaking>
    </QueryClientProvider>,
  );
  await screen.findByRole("heading", { level: 1 });
}

describe("deliveries", () => {
  test("a failed one says why in words and not by a code", async () => {
    await page("de");
    const row = (await screen.findByText("team meeting")).closest("li") as HTMLElement;
    expect(row.textContent).toContain("gescheitert");
    expect(row.textContent).toContain("Slack: Den Kanal gibt es nicht mehr.");
    expect(row.textContent).not.toContain("channel_not_found");
  });

  test("filters ask the server", async () => {
    await page();
    await userEvent.click(await screen.findByRole("button", { name: "Failed" }));
    const back = screen.getByRole("group", { name: "How far back" });
    await userEvent.click(within(back).getByRole("button", { name: "All" }));
    expect(asked.some((path) => path.startsWith("/deliveries?state=failed&state=unknown&from="))).toBe(true);
    expect(asked).toContain("/deliveries/summary?hours=720");
  });

  test("where the filters leave nothing, it says what to do", async () => {
    items = [];
    await page();
    expect(await screen.findByText("There is none of these.")).toBeTruthy();
  });

  test("each chart has a table that says the same", async () => {
    await page();
    const [traffic, lateness] = await screen.findAllByRole("table");
    expect(within(traffic as HTMLElement).getByText(/1 on time, 1 late, 1 failed/)).toBeTruthy();
    expect(within(lateness as HTMLElement).getByText(/5 min 12 s/)).toBeTruthy();
    expect(screen.getByText("late from 1 min on")).toBeTruthy();
  });

  test("a part that is down is named, with its own words", async () => {
    parts.slack = { up: false, says: "Slack is not connected: invalid_auth." };
    await page("de");
    expect(await screen.findByText("1 von 2 Teilen laufen nicht.")).toBeTruthy();
    expect(screen.getByText("Slack is not connected: invalid_auth.").getAttribute("lang")).toBe("en");
    expect(screen.queryByText("The database answers.")).toBeNull();
  });
});

describe("why", () => {
  const says = (part: Partial<Delivery>) => why({ ...FAILED, reason: null, error: null, ...part }, inLanguage("en"));

  test.each([
    [{ state: "skipped", reason: "coalesced" }, /stands for all/],
    [{ state: "skipped", reason: "task done" }, /done already/],
    [{ state: "unknown", error: "unknown twice" }, /Nobody could tell/],
    [{ state: "failed", error: "not_in_channel" }, /Slack: todobot may not write there/],
    [{ state: "failed", error: "Cannot send messages to this user (50007)" }, /takes no direct messages/],
    [{ state: "failed", error: "Missing Access (50001)" }, /may not write there/],
    [{ state: "failed", error: "Unknown Channel (10003)" }, /the channel is gone/],
    [{ state: "failed", error: "token_revoked" }, /not installed/],
    [{ state: "due", error: "ratelimited (429)" }, /asked to wait/],
    [{ state: "due", error: "http_503" }, /could not be reached/],
    [{ state: "due", error: "TimeoutError" }, /could not be reached/],
  ] as [Partial<Delivery>, RegExp][])("%j", (part, words) => {
    const found = says(part);
    expect(found?.text).toMatch(words);
    expect(found?.code).toBeNull();
  });

  test("what nobody foresaw keeps its code; what came on time needs no reason", () => {
    expect(says({ state: "failed", error: "odd_new_code" })).toEqual({
      text: "Slack did not take it.",
      code: "odd_new_code",
    });
    expect(says({ state: "sent", error: "unreachable" })).toBeNull();
  });
});

describe("axes", () => {
  const say = inLanguage("en");
  const labels = (axis: { ticks: { label: string }[] }) => axis.ticks.map((tick) => tick.label);

  test("are round", () => {
    expect([1, 2, 3, 7, 13, 400].map((most) => labels(counts(most)).at(-1))).toEqual([
      "2",
      "2",
      "4",
      "10",
      "20",
      "500",
    ]);
    expect(labels(lengths(0.4, say))).toEqual(["0", "10 s", "1 min"]);
    expect(labels(lengths(312, say))).toEqual(["0", "10 s", "1 min", "10 min"]);
    expect(labels(lengths(56_000, say))).toEqual(["0", "10 s", "1 min", "1 h", "1 d"]);
  });

  test("what is small is seen beside what is large", () => {
    const axis = lengths(56_000, say);
    expect(axis.part(0)).toBe(0);
    expect(axis.part(1)).toBeGreaterThan(0.05);
    expect(axis.part(999_999)).toBe(1);
  });

  test("few bars are named", () => {
    expect(named(24, 5)).toEqual([0, 5, 10, 15, 20]);
    expect(named(2, 5)).toEqual([0, 1]);
  });
});
