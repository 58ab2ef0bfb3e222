import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Toasts } from "@/parts/Toasts";
import { inLanguage, Speaking } from "@/words";
import type { Reminder } from "./data";
import { delays } from "./delays";
import { Reminders } from "./RemindersPage";
import type { Tab } from "./tabs";

const AHEAD = new Date(Date.now() + 30 * 3_600_000).toISOString();
const later = (days: number) => new Date(Date.parse(AHEAD) + days * 86_400_000).toISOString();
const ONE: Reminder = {
  number: 5,
  id: "r5",
  text: "plan the day",
  task_id: null,
  status: "active",
  state: "scheduled",
  due_at: AHEAD,
  zone: "Europe/Berlin",
  rrule: ["FREQ=DAILY"],
  created_at: AHEAD,
  task: null,
  place: { platform: "slack", channel: "C1", direct: false },
  people: ["ann", "Bob"],
  paused_until: null,
  upcoming: [AHEAD, later(1), later(2), later(3), later(4)],
};
const RANG = {
  id: "o1",
  reminder: { id: "r7", number: 7, text: "fetch the parcel" },
  task_id: "t3",
  task_number: 3,
  sequence: 1,
  due_at: new Date(Date.now() - 3_600_000).toISOString(),
  sent_at: new Date(Date.now() - 3_300_000).toISOString(),
  state: "sent",
  reason: null,
  tries: 2,
  missed: 1,
  lateness_s: 300,
  late: true,
  error: "unreachable",
  place: { platform: "discord", channel: "", direct: true },
};

let asked: [string, string, Record<string, unknown> | undefined][] = [];
let refused = false;
let kept: Reminder = ONE;

beforeEach(() => {
  asked = [];
  refused = false;
  kept = ONE;
  vi.stubGlobal("fetch", async (path: string, sent: RequestInit) => {
    const method = sent.method ?? "GET";
    asked.push([method, path, sent.body ? JSON.parse(String(sent.body)) : undefined]);
    return method === "GET" ? read(path) : written(method, path);
  });
});
afterEach(() => vi.unstubAllGlobals());

function read(path: string): Response {
  if (path === "/me") return Response.json({ name: "ann" });
  if (path === "/settings") return Response.json({ day: "08:15" });
  return Response.json({ items: path.startsWith("/deliveries") ? [RANG] : [kept], next: null });
}

function written(method: string, path: string): Response {
  if (refused) return Response.json({ code: "skip_last", detail: "That is the last time." }, { status: 409 });
  if (path === "/undo") return Response.json({ undone: "c1", text: "Taken back: plan the day rings as before." });
  const headers = { "Todobot-Change": "c1" };
  return method === "DELETE" ? new Response(null, { status: 204, headers }) : Response.json(ONE, { headers });
}

async function page(tab: Tab, language: "en" | "de" = "en") {
  const root = createRootRoute({ component: () => <Reminders tab={tab} choose={() => undefined} /> });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Speaking initial={language}>
        <Toasts>
          <RouterProvider router={router as never} />
        </Toasts>
      </Speaking>
    </QueryClientProvider>,
  );
  await screen.findAllByRole("listitem");
}
const writes = () => asked.filter(([method]) => method !== "GET");
const choose = async (menu: RegExp, entry: string) => {
  await userEvent.click(screen.getByRole("button", { name: menu }));
  await userEvent.click(await screen.findByRole("menuitem", { name: entry }));
};

describe("what repeats", () => {
  test("says for whom, where, how often and the four times that follow", async () => {
    await page("recurring");
    const row = screen.getAllByRole("listitem")[0] as HTMLElement;
    expect(row.textContent).toContain("for Bob and you, in a channel, Slack");
    expect(row.textContent).toContain("every day");
    expect(within(row).getAllByRole("listitem")).toHaveLength(4);
    expect(asked.map(([, path]) => path)).toContain("/reminders?status=recurring&limit=50&firings=5");
  });

  test("is skipped at once, and that is taken back by its name", async () => {
    await page("recurring");
    await choose(/^More/, "Skip the next time");
    expect(writes()).toEqual([["POST", "/reminders/5/skip", {}]]);
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await screen.findByText("Taken back: plan the day rings as before.");
    expect(writes()[1]).toEqual(["POST", "/undo", { change: "c1" }]);
  });

  test("what cannot be done is put back, and why is said", async () => {
    refused = true;
    await page("recurring");
    await choose(/^More/, "Cancel the reminder");
    expect(await screen.findByText(/Put back.*That is the last time\./)).toBeTruthy();
    expect(screen.getByText("plan the day")).toBeTruthy();
  });

  test("pauses until a day, and a past one is refused before it is sent", async () => {
    await page("recurring");
    await choose(/^More/, "Pause until…");
    const at = await screen.findByLabelText("It rings again from");
    await userEvent.clear(at);
    await userEvent.type(at, "2020-01-01T09:00");
    await userEvent.click(screen.getByRole("button", { name: "Pause" }));
    expect((await screen.findByRole("alert")).textContent).toMatch(/That is past/);
    await userEvent.clear(at);
    await userEvent.type(at, "2040-01-01T09:00");
    await userEvent.click(screen.getByRole("button", { name: "Pause" }));
    await waitFor(() => expect(writes()[0]?.[2]).toMatchObject({ paused: true, until: "2040-01-01T09:00" }));
  });

  test("a paused one can only go on, be paused till another day, or be cancelled", async () => {
    kept = { ...ONE, state: "paused", upcoming: [] };
    await page("recurring", "de");
    await userEvent.click(screen.getByRole("button", { name: /^Mehr/ }));
    const entries = (await screen.findAllByRole("menuitem")).map((one) => one.textContent);
    expect(entries).toEqual(["Pausieren bis…", "Erinnerung absagen"]);
    await userEvent.keyboard("{Escape}");
    await userEvent.click(screen.getByRole("button", { name: "Fortsetzen" }));
    expect(writes()[0]?.[2]).toMatchObject({ paused: false });
  });
});

describe("what rang", () => {
  test("says how late, why, and its task, and rings once more at a time of the bot's own choices", async () => {
    await page("past");
    const row = screen.getByRole("listitem");
    expect(row.textContent).toContain("sent, 5 min late");
    expect(row.textContent).toContain("Discord could not be reached.");
    expect(row.textContent).toContain("It also stands for an earlier time");
    expect(within(row).getByRole("link", { name: "Task #3" }).getAttribute("href")).toBe("/tasks/3");
    await choose(/^Again/, "In 20 min");
    const [, path, body] = writes()[0] ?? [];
    expect(path).toBe("/reminders/7/snooze");
    expect(Math.abs(Date.parse(String(body?.at)) - Date.now() - 1_200_000)).toBeLessThan(30_000);
  });
});

describe("later times", () => {
  const now = new Date(2031, 4, 7, 10, 0); // a Wednesday
  const named = (due: string | null) => delays(due, "08:15", "en", inLanguage("en"), now);

  test("from now on for what has rung, at the person's own hour", () => {
    expect(named(null).map((one) => one.label)).toEqual([
      "In 20 min",
      "In 1 h",
      "In 3 h",
      "Tomorrow 08:15",
      "Next week, Monday 08:15",
    ]);
    expect(new Date(named(null)[4]?.at ?? "").getDate()).toBe(12);
  });

  test("from its own time for what is ahead, and never earlier than it", () => {
    const due = new Date(2031, 4, 9, 9, 0).toISOString();
    expect(named(due).map((one) => one.label)).toEqual([
      "20 min later",
      "1 h later",
      "3 h later",
      "Next week, Monday 08:15",
    ]);
    expect(named(due)[0]?.at).toBe(new Date(2031, 4, 9, 9, 20).toISOString());
  });
});
