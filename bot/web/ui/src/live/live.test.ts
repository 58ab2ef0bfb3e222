import { expect, test } from "vitest";
import { type Event, parser } from "./events";
import { type News, type Place, take } from "./lead";

const STREAM =
  "retry: 1000\n\nid: 4\nevent: hello\ndata: {}\n\n: still here\n\nid: 5\nevent: change\n" +
  'data: {"type": "task-created", "subject": "a", "kind": "task"}\n\nid: 7\n\n' +
  'id: 7\nevent: message\ndata: {"id": 12}\r\n\r\n';

function heard(pieces: string[]): Event[] {
  const found: Event[] = [];
  const parse = parser((event) => found.push(event));
  pieces.forEach(parse);
  return found;
}

test("events are the same however the network cuts them", () => {
  const whole = heard([STREAM]);
  expect(whole.map(({ name, id }) => [name, id])).toEqual([
    ["hello", "4"],
    ["change", "5"],
    ["", "7"],
    ["message", "7"],
  ]);
  expect(heard([...STREAM])).toEqual(whole);
});

test("the place moves along, and only an unknown one makes everything be read again", () => {
  const told: News[] = [];
  const place: Place = { position: "4", line: 3 };
  for (const event of heard([STREAM])) take(event, place, (news) => told.push(news));
  expect(told.map((news) => news.kind)).toEqual(["change", "message"]);
  expect(place).toEqual({ position: "7", line: 12 });
  take({ name: "reset", data: "{}", id: "2" }, place, (news) => told.push(news));
  take({ name: "hello", data: "{}", id: "2" }, { position: "", line: null }, (news) => told.push(news));
  expect(told.slice(2)).toEqual([{ kind: "reset" }, { kind: "reset" }]);
  expect(place.position).toBe("2");
});
