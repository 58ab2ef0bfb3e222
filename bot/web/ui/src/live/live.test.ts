import { afterEach, expect, test, vi } from "vitest";
import { type Event, parser } from "./events";
import { lead, type News, type Place, take } from "./lead";

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

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A server whose connections stay open and say nothing more, until its answers run out. */
function servers(...answers: (string | number)[]) {
  const asked: { url: string; last: string | undefined }[] = [];
  vi.stubGlobal("fetch", async (url: string, { headers, signal }: RequestInit) => {
    asked.push({ url, last: (headers as Record<string, string>)["Last-Event-ID"] });
    const answer = answers.shift() ?? 401;
    if (typeof answer === "number") return new Response("", { status: answer });
    const body = new ReadableStream<Uint8Array>({
      start: (line) => {
        line.enqueue(new TextEncoder().encode(answer));
        signal?.addEventListener("abort", () => line.error(new Error("aborted")));
      },
    });
    return new Response(body, { status: 200 });
  });
  return asked;
}

test("a connection that fell silent is given up, and the next one goes on where it was", async () => {
  vi.useFakeTimers();
  const asked = servers("id: 5\nevent: hello\ndata: {}\n\nid: 9\n\n", "id: 9\nevent: hello\ndata: {}\n\n", 503);
  const told: string[] = [];
  const done = lead("/live", { position: "5", line: 2 }, (news) => told.push(news.kind), new AbortController().signal);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toEqual([{ url: "/live?line=2&after=5", last: undefined }]);
  await vi.advanceTimersByTimeAsync(20_000); // as after a sleep: the server's comments never came
  expect(asked[1]).toEqual({ url: "/live?line=2", last: "9" });
  await vi.advanceTimersByTimeAsync(60_000);
  await done;
  expect(told).toEqual(["up", "down", "up", "down", "down", "out"]);
});
