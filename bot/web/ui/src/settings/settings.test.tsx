import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Toasts } from "@/parts/Toasts";
import { Speaking } from "@/words";
import { after, before, type Settings } from "./data";
import { SettingsPage } from "./SettingsPage";

const USUAL = {
  morning: "09:00",
  afternoon: "12:00",
  evening: "19:00",
  night: "21:00",
  day: "09:00",
  end_of_day: "17:00",
  day_first: null,
  next_weekday: "next_week",
  bare_hour: "usual",
  week_start: "monday",
  due_ring: "0",
  ring_place: "asked",
  zone: null,
  language: null,
} as const;
const SETTINGS = { ...USUAL, evening: "18:30", usual: USUAL, chosen: ["evening"] } as Settings;
const ME = { name: "ann", admin: true, signed_in: false, workspace: { id: "w", name: "Acme", platform: "slack" } };
const asked: [string, string, unknown][] = [];
let refuse: Record<string, string> = {};

beforeEach(() => {
  asked.length = 0;
  refuse = {};
  let settings = SETTINGS;
  vi.stubGlobal("fetch", async (path: string, sent: RequestInit) => {
    const body = sent.body ? JSON.parse(String(sent.body)) : undefined;
    asked.push([sent.method ?? "GET", path, body]);
    const detail = refuse[`${sent.method} ${path}`];
    if (detail) return new Response(JSON.stringify({ code: "no", detail }), { status: 422 });
    if (path === "/me") return Response.json(ME);
    if (path === "/settings/workspace") return Response.json({ zone: null, repeat: 10, ...body });
    if (sent.method === "PATCH") settings = after(settings, body);
    return Response.json(settings);
  });
});
afterEach(() => vi.unstubAllGlobals());

const page = () =>
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Speaking initial="en">
        <Toasts>
          <SettingsPage />
        </Toasts>
      </Speaking>
    </QueryClientProvider>,
  );
const writes = () => asked.filter(([method]) => method === "PATCH");

describe("a person's settings", () => {
  test("each says what is usual, and only what was chosen has a way back", async () => {
    page();
    expect((await screen.findByLabelText<HTMLInputElement>("Evening")).value).toBe("18:30");
    expect(screen.getByText("Usually: 19:00")).toBeTruthy();
    expect(screen.getAllByRole("button", { name: /^As usual/ })).toHaveLength(1);
    await userEvent.click(screen.getByRole("button", { name: "As usual: Evening" }));
    expect(writes()).toEqual([["PATCH", "/settings", { evening: null }]]);
    expect((await screen.findByLabelText<HTMLInputElement>("Evening")).value).toBe("19:00");
  });

  test("what was changed is taken back to what it was", async () => {
    page();
    await userEvent.selectOptions(await screen.findByLabelText("The week starts on"), "sunday");
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(writes()).toHaveLength(2));
    expect(writes().map(([, , body]) => body)).toEqual([{ week_start: "sunday" }, { week_start: null }]);
  });

  test("an order of dates that was never chosen is shown as such", async () => {
    page();
    const order = await screen.findByLabelText<HTMLSelectElement>("3/4 is");
    expect(order.selectedOptions[0]?.textContent).toBe("as in your language");
  });

  test("what cannot be saved is put back, and why is said", async () => {
    refuse["PATCH /settings"] = "Not now.";
    page();
    await userEvent.selectOptions(await screen.findByLabelText("A due time rings"), "off");
    expect(await screen.findByText(/Put back.*Not now\./)).toBeTruthy();
    expect(screen.getByLabelText<HTMLSelectElement>("A due time rings").value).toBe("0");
  });

  test("a time that is not whole stays as it was", async () => {
    page();
    const morning = await screen.findByLabelText<HTMLInputElement>("Morning");
    await userEvent.clear(morning);
    await userEvent.tab();
    expect(morning.value).toBe("09:00");
    expect(writes()).toEqual([]);
  });
});

describe("what holds for all", () => {
  test("an admin changes it, and a zone that is none is refused beside the field", async () => {
    refuse["PATCH /settings/workspace"] = "I know no time zone “Xyz”. Write a city.";
    page();
    await screen.findByRole("heading", { name: "For all in Acme" });
    const zone = screen.getByLabelText("Time zone", { selector: "input" });
    await userEvent.type(zone, "Xyz{Enter}");
    expect((await screen.findByRole("alert")).textContent).toMatch(/Write a city/);
    expect(zone.getAttribute("aria-invalid")).toBe("true");
  });

  test("others read it", async () => {
    ME.admin = false;
    page();
    await screen.findByRole("heading", { name: "For all in Acme" });
    expect(screen.getByText("10 min")).toBeTruthy();
    expect(screen.queryByLabelText("Time zone", { selector: "input" })).toBeNull();
    ME.admin = true;
  });
});

test("what takes a change back is what was chosen before", () => {
  expect(before(SETTINGS, { evening: "20:00", morning: "08:00" })).toEqual({ evening: "18:30", morning: null });
  expect(after(SETTINGS, { evening: null, morning: "08:00" })).toMatchObject({ evening: "19:00", chosen: ["morning"] });
});
