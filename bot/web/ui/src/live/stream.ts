// One stream of news per browser: the tab that holds the lock listens, and tells the others.

export type News =
  | { kind: "change"; change: Change }
  | { kind: "message"; line: unknown }
  | { kind: "reset" }
  | { kind: "up" }
  | { kind: "down" };
export type Change = { type: string; subject: string; kind: string };
type Told = (news: News) => void;

const NAME = "todobot-live";
const WAIT_MS = 2000;

/** Calls `told` with all news until the signal is aborted; `source` is where the listening tab asks. */
export function listen(source: string, told: Told, signal: AbortSignal): void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = (event: MessageEvent<News>) => told(event.data);
  signal.addEventListener("abort", () => channel.close());
  const tell: Told = (news) => {
    told(news);
    if (!signal.aborted) channel.postMessage(news);
  };
  navigator.locks
    .request(NAME, { signal }, () => lead(source, tell, signal))
    .catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
}

/** Listens until aborted. The lock is held as long as the promise is open. */
async function lead(source: string, tell: Told, signal: AbortSignal): Promise<void> {
  let after = "";
  while (!signal.aborted) {
    after = await session(after ? `${source}?after=${after}` : source, after, tell, signal);
    tell({ kind: "down" });
    await pause(WAIT_MS, signal);
  }
}

/** One connection, with the id of its last event. A browser mends a broken line itself; a refusal ends it. */
function session(url: string, after: string, tell: Told, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let last = after;
    const source = new EventSource(url);
    const end = () => {
      source.close();
      resolve(last);
    };
    const note = (event: MessageEvent<string>) => {
      if (event.lastEventId) last = event.lastEventId;
    };
    signal.addEventListener("abort", end, { once: true });
    source.onopen = () => {
      tell({ kind: "up" });
      // What happened while no stream was open (before it, asleep, between two leaders) is asked for once more.
      tell({ kind: "reset" });
    };
    source.onerror = () => (source.readyState === EventSource.CLOSED ? end() : tell({ kind: "down" }));
    source.addEventListener("change", (event) => {
      note(event);
      tell({ kind: "change", change: JSON.parse(event.data) });
    });
    source.addEventListener("message", (event) => {
      note(event);
      tell({ kind: "message", line: JSON.parse(event.data) });
    });
    source.addEventListener("reset", (event) => {
      note(event as MessageEvent<string>);
      tell({ kind: "reset" });
    });
  });
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
