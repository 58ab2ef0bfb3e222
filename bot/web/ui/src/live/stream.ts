// One stream of news per browser: the tab that holds the lock listens and tells the others, and is replaced when it
// falls silent, as a tab does that the browser has frozen.
import { lead, type News, type Place, pause } from "./lead";

type Said =
  | { kind: "ask" }
  | { kind: "here" }
  | { kind: "seen"; line: number }
  | { kind: "news"; news: News; place: Place };
type Hears = { told: (news: News) => void; seen: (line: number) => void };

const NAME = "todobot-live";
const ASK_MS = 15_000;
const ANSWER_MS = 4000;

export class Stream {
  private readonly channel = new BroadcastChannel(NAME);
  private leading = false;
  private over = false; // nobody is signed in any more
  private steal = false;
  private heardAt = 0;
  private queue = new AbortController();

  /** Tells all news after `place` until the signal is aborted; `source` is where the tab that listens asks. */
  constructor(
    private readonly source: string,
    private readonly place: Place,
    private readonly hears: Hears,
    private readonly signal: AbortSignal,
  ) {
    this.channel.onmessage = ({ data }: MessageEvent<Said>) => this.hear(data);
    const looking = setInterval(this.check, ASK_MS);
    document.addEventListener("visibilitychange", this.check);
    document.addEventListener("resume", this.woken);
    signal.addEventListener("abort", () => {
      clearInterval(looking);
      document.removeEventListener("visibilitychange", this.check);
      document.removeEventListener("resume", this.woken);
      this.channel.close();
    });
    void this.run();
  }

  /** Tells the other tabs that somebody has this line before their eyes. */
  seen(line: number): void {
    this.say({ kind: "seen", line });
  }

  private say(said: Said): void {
    if (!this.signal.aborted) this.channel.postMessage(said);
  }

  private hear(said: Said): void {
    if (said.kind === "ask") {
      if (this.leading) this.say({ kind: "here" });
      return;
    }
    if (said.kind === "seen") this.hears.seen(said.line);
    else this.heardAt = Date.now();
    if (said.kind === "news" && !this.leading) {
      Object.assign(this.place, said.place);
      this.tell(said.news);
    }
  }

  private tell(news: News): void {
    if (news.kind === "out") this.over = true;
    this.hears.told(news);
  }

  private async run(): Promise<void> {
    while (!this.signal.aborted && !this.over) {
      this.queue = new AbortController();
      const wanted = this.steal ? { steal: true } : { signal: AbortSignal.any([this.queue.signal, this.signal]) };
      this.steal = false;
      const ending = new AbortController();
      const work = () => this.lead(ending.signal);
      // It rejects when the wait is given up, and when another tab takes the lock away.
      await navigator.locks.request(NAME, wanted, work).catch(() => undefined);
      this.leading = false;
      ending.abort();
    }
  }

  /** The lock is held as long as this goes on. */
  private lead(ending: AbortSignal): Promise<void> {
    this.leading = true;
    const tell = (news: News) => {
      if (ending.aborted) return;
      this.tell(news);
      this.say({ kind: "news", news, place: this.place });
    };
    return lead(this.source, this.place, tell, AbortSignal.any([ending, this.signal]));
  }

  /** Whoever is looked at makes sure that somebody listens. */
  private readonly check = async (): Promise<void> => {
    if (this.leading || this.over || document.visibilityState !== "visible") return;
    for (let tries = 0; tries < 2; tries += 1) {
      const asked = Date.now();
      this.say({ kind: "ask" });
      await pause(ANSWER_MS, this.signal);
      if (this.leading || this.heardAt >= asked || this.signal.aborted) return;
    }
    this.steal = true;
    this.queue.abort();
  };

  /** A frozen tab may have been told what it never heard. */
  private readonly woken = (): void => this.hears.told({ kind: "reset" });
}
