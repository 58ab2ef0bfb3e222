// What was said, oldest first, day by day: it stays at its end while one reads there, and loads what was before.
import { Fragment } from "react";
import { iso } from "@/api/zone";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";
import { dayName } from "@/words/times";
import { useCards } from "./cards";
import type { Line, Talk } from "./lines";
import { Message } from "./Message";
import { usePlace } from "./place";
import type { Pending, Saying } from "./saying";

type Props = { talk: Talk; saying: Saying; older: () => Promise<void> };

export function Log({ talk: { lines, previous }, saying, older }: Props) {
  const { say, language } = useWords();
  const cards = useCards(lines);
  const first = lines[0]?.id ?? 0;
  const { box, away, toEnd } = usePlace(first, lines.length + saying.pending.length, previous !== null, older);
  const waits = saying.pending.some((one) => !one.failed);
  if (lines.length + saying.pending.length === 0) return null;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={box}
        role="log"
        aria-label={say("chat_log")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-4 py-4 [overflow-anchor:none] md:px-7"
      >
        <div className="mx-auto flex max-w-3xl flex-col">
          {previous !== null && <p className="py-2 text-center text-[0.85rem] text-soft">{say("chat_earlier")}</p>}
          {lines.map((line, place) => (
            <Fragment key={line.id}>
              {newDay(lines[place - 1], line) && <DayRule name={dayName(iso(new Date(line.at)), language, say)} />}
              <Message line={line} follows={follows(lines[place - 1], line)} saying={saying} cards={cards} />
            </Fragment>
          ))}
          {saying.pending.map((one) => (
            <Waiting key={one.key} one={one} retry={saying.retry} />
          ))}
          {waits && <Typing />}
        </div>
      </div>
      {away && (
        <div className="pointer-events-none absolute inset-x-0 bottom-2 flex justify-center">
          <Button size="small" className="pointer-events-auto shadow-lg" onClick={toEnd}>
            <Icon sign="down" className="size-4" />
            {say("chat_newest")}
          </Button>
        </div>
      )}
    </div>
  );
}

const newDay = (before: Line | undefined, line: Line): boolean =>
  !before || iso(new Date(before.at)) !== iso(new Date(line.at));

const follows = (before: Line | undefined, line: Line): boolean =>
  line.kind !== "reminder" &&
  !newDay(before, line) &&
  before?.author === line.author &&
  Date.parse(line.at) - Date.parse(before.at) < 120_000;

function DayRule({ name }: { name: string }) {
  return (
    <div className="my-4 flex items-center gap-3 text-[0.82rem] font-semibold text-soft">
      <span className="h-px flex-1 bg-line" />
      {name}
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

function Waiting({ one, retry }: { one: Pending; retry: (one: Pending) => void }) {
  const { say } = useWords();
  const text = "text" in one.wish ? one.wish.text : "";
  if (!text && !one.failed) return null;
  return (
    <div className="mt-4 flex items-center gap-3 pl-11 text-soft">
      <p className="min-w-0 whitespace-pre-wrap break-words">{text}</p>
      {one.failed && (
        <>
          <span className="text-late">{say("chat_failed")}</span>
          <Button size="small" onClick={() => retry(one)}>
            {say("again")}
          </Button>
        </>
      )}
    </div>
  );
}

function Typing() {
  const { say } = useWords();
  return (
    <p role="status" className="mt-3 flex items-center gap-2 pl-11 text-[0.87rem] text-soft">
      <span className="flex gap-1" aria-hidden="true">
        {["", "[animation-delay:150ms]", "[animation-delay:300ms]"].map((delay) => (
          <span key={delay} className={`size-1.5 animate-bounce rounded-full bg-spruce ${delay}`} />
        ))}
      </span>
      {say("chat_typing")}
    </p>
  );
}
