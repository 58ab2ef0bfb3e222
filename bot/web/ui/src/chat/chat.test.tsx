import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { inLanguage, Speaking } from "@/words";
import { de } from "@/words/de";
import { en } from "@/words/en";
import { Columns } from "./Columns";
import { Composer } from "./Composer";
import { joined, type Line, type Talk, withLine } from "./lines";

const line = (id: number): Line => ({ id }) as Line;

const talk = (ids: number[], previous: number | null = null): Talk => ({ lines: ids.map(line), previous });
const ids = ({ lines }: Talk) => lines.map((one) => one.id);

test("a line that arrives twice is there once, and late ones find their place", () => {
  expect(ids([3, 1, 3, 2].map(line).reduce(withLine, talk([])))).toEqual([1, 2, 3]);
});

test("what was loaded before stays above the newest page, unless lines between the two are missing", () => {
  expect(joined(talk([1, 2, 3, 4], 1), talk([3, 4, 5], 3))).toEqual(talk([1, 2, 3, 4, 5], 1));
  expect(joined(talk([1, 2], 1), talk([3, 4], 3))).toEqual(talk([1, 2, 3, 4], 1));
  expect(joined(talk([1, 2], null), talk([5, 6], 5))).toEqual(talk([5, 6], 5));
  expect(joined(talk([7, 8], 7), talk([1, 2], null))).toEqual(talk([1, 2], null)); // another database
  expect(joined(undefined, talk([5], 5))).toEqual(talk([5], 5));
});

test("help stands in columns, and any other text as it is", () => {
  const { container } = render(
    <Columns text={"Type:\n  add buy milk      a task\n  done 5, done 6   by number\nMore"} />,
  );
  expect([...container.children].map((one) => one.children.length)).toEqual([0, 2, 2, 0]);
  expect(screen.getByText("done 5, done 6")).toBeTruthy();
  expect(render(<Columns text={"one\n  two   three"} />).container.textContent).toBe("one\n  two   three");
});

function Box({ send }: { send: (text: string) => void }) {
  const [draft, setDraft] = useState("");
  const [said, setSaid] = useState<string[]>(["add one"]);
  const sent = (text: string) => {
    setSaid((all) => [...all, text]);
    send(text);
  };
  return (
    <QueryClientProvider client={new QueryClient()}>
      <Speaking initial="en">
        <Composer draft={draft} setDraft={setDraft} send={sent} said={said} />
      </Speaking>
    </QueryClientProvider>
  );
}

test("Enter sends, Shift and Enter do not, and the arrows bring earlier words back", async () => {
  const send = vi.fn();
  render(<Box send={send} />);
  const box = screen.getByRole("textbox", { name: "Message to todobot" });
  await userEvent.type(box, "buy milk{Shift>}{Enter}{/Shift}and bread{Enter}");
  expect(send).toHaveBeenCalledExactlyOnceWith("buy milk\nand bread");
  expect(box).toHaveProperty("value", "");
  await userEvent.type(box, "{ArrowUp}");
  expect(box).toHaveProperty("value", "buy milk\nand bread");
  await userEvent.type(box, "{ArrowUp}{ArrowUp}");
  expect(box).toHaveProperty("value", "add one");
  await userEvent.type(box, "{ArrowDown}");
  expect(box).toHaveProperty("value", "buy milk\nand bread");
  await userEvent.type(box, "{ArrowDown}");
  expect(box).toHaveProperty("value", "");
  await userEvent.type(box, "x{ArrowUp}");
  expect(box).toHaveProperty("value", "x");
});

test("every sentence has the same gaps in both languages", () => {
  const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const name of Object.keys(en) as (keyof typeof en)[])
    expect([name, gaps(de[name])]).toEqual([name, gaps(en[name])]);
  expect(inLanguage("de")("selected", { n: 3 })).toBe("3 ausgewählt");
});
