import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { Speaking } from "@/words";
import { Composer } from "./Composer";
import { type Moment, quoted, type Slot, taken, words } from "./preview";

const moment = (start: string): Moment => ({ start, end: null, grain: "hour", has_time: true, rrule: [], zone: "UTC" });
const due: Slot = {
  name: "due",
  value: {},
  spans: [[11, 20]],
  readings: [moment("2031-03-05T17:00:00+00:00"), moment("2031-03-05T05:00:00+00:00")],
};
const TEXT = "🎉 buy milk friday 5 #home";

afterEach(() => vi.unstubAllGlobals());

test("spans count characters as people see them", () => {
  expect(words(TEXT, { ...due, spans: [[11, 17]] })).toBe("friday");
  expect(quoted("buy milk friday", { ...due, spans: [[9, 15]] })).toBe('buy milk "friday"');
  expect(taken("buy milk at 5", { ...due, spans: [[9, 13]] }, moment("2031-03-05T05:00:00+00:00"))).toBe(
    "buy milk 2031-03-05 05:00",
  );
});

function Box() {
  const [draft, setDraft] = useState("");
  return (
    <QueryClientProvider client={new QueryClient()}>
      <Speaking initial="en">
        <Composer draft={draft} setDraft={setDraft} send={() => undefined} />
      </Speaking>
    </QueryClientProvider>
  );
}

test("what is recognised is shown while one types, and a click makes it part of the title", async () => {
  const reading = { intent: "create_task", slots: [{ ...due, spans: [[9, 15]] }], spans: [[0, 15]], text: "" };
  const answer = { readings: [reading] };
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(answer), { status: 200 }));
  render(<Box />);
  const box = screen.getByRole("textbox", { name: "Message to todobot" });
  await userEvent.type(box, "buy milk friday");
  const mark = await screen.findByRole("button", { name: /Make “friday” part of the title/ });
  expect(screen.getByRole("button", { name: /^or / })).toBeTruthy();
  await userEvent.click(mark);
  expect(box).toHaveProperty("value", 'buy milk "friday"');
});
