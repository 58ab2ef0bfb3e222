import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { Speaking } from "@/words";
import { Composer } from "./Composer";
import { wanted } from "./offers";
import { carried, type Moment, pieces, quoted, type Reading, type Slot, taken, words } from "./preview";

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

const reading = (spans: number[][]): Reading => ({ intent: "create_task", slots: [{ ...due, spans }] }) as Reading;
const after = (spans: number[][], before: string, now: string) =>
  carried([reading(spans)], before, now)[0]?.slots.map((slot) => slot.spans);

test("what was recognised stays marked while one types on, as long as its words stand", () => {
  expect(after([[4, 10]], "tea friday", "tea friday 5")).toEqual([[[4, 10]]]);
  expect(after([[4, 10]], "tea friday", "buy tea friday")).toEqual([[[8, 14]]]);
  expect(after([[4, 10]], "tea friday", "🎉 tea friday")).toEqual([[[6, 12]]]);
  expect(after([[4, 6]], "tea p1", "tea p12")).toEqual([]);
  expect(after([[4, 10]], "tea friday", "tea fridy")).toEqual([]);
  expect(after([[0, 2]], "p1 tea", "up1 tea")).toEqual([]);
  expect(after([[4, 10]], "tea friday", "")).toEqual([]);
});

test("a text in pieces is the same text, whatever was recognised in it", () => {
  const slots = [
    { ...due, spans: [[11, 17]] },
    {
      ...due,
      name: "tags",
      spans: [
        [20, 25],
        [99, 120],
      ],
    },
    { ...due, name: "when", spans: [[15, 19]] },
  ];
  const found = pieces(TEXT, slots);
  expect(found.map((one) => one.text).join("")).toBe(TEXT);
  expect(found.find((one) => one.slot?.name === "due")?.text).toBe("friday");
  expect(found.find((one) => one.slot?.name === "tags")?.text).toBe("#home");
});

const ref = (intent: string, value: object, spans: number[][]): Reading =>
  ({ intent, slots: [{ name: "ref", value, spans, readings: [] }] }) as unknown as Reading;

test("completions are offered for what stands at the end and means a task", () => {
  const title = { kind: "title", title: "mi" };
  expect(wanted("done mi", [ref("complete_task", title, [[5, 7]])])).toMatchObject({ kind: "task", words: "mi" });
  expect(wanted("done mi now", [ref("complete_task", title, [[5, 7]])])).toBeNull();
  expect(wanted("done ", [ref("complete_task", { kind: "this" }, [])])).toMatchObject({ kind: "task", words: "" });
  expect(wanted("done", [ref("complete_task", { kind: "this" }, [])])).toBeNull();
  expect(wanted("done 12", [ref("complete_task", { kind: "number", number: 12 }, [[5, 7]])])).toBeNull();
});

function Box() {
  const [draft, setDraft] = useState("");
  return (
    <QueryClientProvider client={new QueryClient()}>
      <Speaking initial="en">
        <Composer draft={draft} setDraft={setDraft} send={() => undefined} said={[]} />
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
  await screen.findByRole("button", { name: /Make “friday” part of the title/ });
  expect(screen.getByRole("button", { name: /^or / })).toBeTruthy();
  expect(document.querySelector("[data-mark=due]")?.textContent).toBe("friday");
  await userEvent.type(box, " and bread");
  expect(document.querySelector("[data-mark=due]")?.textContent).toBe("friday");
  await userEvent.clear(box);
  await userEvent.type(box, "buy milk friday");
  await userEvent.click(await screen.findByRole("button", { name: /Make “friday” part of the title/ }));
  expect(box).toHaveProperty("value", 'buy milk "friday"');
});
