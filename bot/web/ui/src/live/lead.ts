// The one connection of a browser to the server's news: mended whenever it breaks or falls silent.
import { type Event, readEvents } from "./events";

export type News =
  | { kind: "change"; change: Change }
  | { kind: "message"; line: { id: number } }
  | { kind: "reset" }
  | { kind: "up" }
  | { kind: "down" }
  | { kind: "out" };
export type Change = { type: string; subject: string; kind: string };
/** How far the news were heard: the position in the workspace's events, and the last line of the conversation. */
export type Place = { position: string; line: number | null };

const AGAIN_MS = 1000;
const REFUSED_MS = 15_000; // asking at once would be answered alike
const SILENT_MS = 40_000; // the server says something every 15 s
const LOOK_MS = 5000;

/** Listens until aborted, or until nobody is signed in any more, which is told as "out". `place` moves along. */
export async function lead(source: string, place: Place, tell: (news: News) => void, signal: AbortSignal) {
  let fresh = true; // a browser's page asks by ?after= once, and goes on by Last-Event-ID
  while (!signal.aborted) {
    const status = await connection(source, place, fresh, tell, signal);
    fresh = false;
    if (signal.aborted) return;
    if (status === 401) {
      tell({ kind: "out" });
      return;
    }
    tell({ kind: "down" });
    await pause(status >= 400 && status < 500 ? REFUSED_MS : AGAIN_MS, signal);
  }
}

/** One connection, until it ends; its status, 0 where there was none. */
async function connection(
  source: string,
  place: Place,
  fresh: boolean,
  tell: (news: News) => void,
  signal: AbortSignal,
): Promise<number> {
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener("abort", end, { once: true });
  addEventListener("offline", end); // what was open may be dead, and would not say so
  let last = Date.now();
  // After a sleep the clock has jumped, and whatever the connection was is not to be trusted.
  const watch = setInterval(() => Date.now() - last > SILENT_MS && end(), LOOK_MS);
  try {
    const answer = await fetch(...asked(source, place, fresh, ending.signal));
    if (!answer.ok || !answer.body) return answer.status;
    tell({ kind: "up" });
    const alive = () => {
      last = Date.now();
    };
    await readEvents(answer.body, { event: (event) => take(event, place, tell), alive });
    return answer.status;
  } catch {
    return 0;
  } finally {
    clearInterval(watch);
    signal.removeEventListener("abort", end);
    removeEventListener("offline", end);
    end();
  }
}

function asked(source: string, place: Place, fresh: boolean, signal: AbortSignal): [string, RequestInit] {
  const query = new URLSearchParams();
  const headers: Record<string, string> = { Accept: "text/event-stream" };
  if (place.line !== null) query.set("line", String(place.line));
  if (place.position && fresh) query.set("after", place.position);
  if (place.position && !fresh) headers["Last-Event-ID"] = place.position;
  return [`${source}?${query}`, { headers, signal, cache: "no-store", credentials: "same-origin" }];
}

/** One event. Where nothing was known yet, what was read before it may be older than it: it counts as a reset. */
export function take(event: Event, place: Place, tell: (news: News) => void): void {
  const unknown = place.position === "";
  if (event.id) place.position = event.id;
  if (event.name === "reset" || (event.name === "hello" && unknown)) tell({ kind: "reset" });
  if (event.name === "change") tell({ kind: "change", change: JSON.parse(event.data) });
  if (event.name === "message") {
    const line = JSON.parse(event.data) as { id: number };
    place.line = line.id;
    tell({ kind: "message", line });
  }
}

export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
