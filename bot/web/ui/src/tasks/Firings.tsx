// Every firing of a reminder: when it was due, what came of it and why, and each try to tell it.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Reminder } from "@/api/client";
import { why } from "@/deliveries/reasons";
import { Button } from "@/parts/Button";
import { Failed, Waiting } from "@/parts/States";
import { type Say, useWords, type Word } from "@/words";
import { placeWords } from "@/words/places";
import { span } from "@/words/spans";
import { precise, when } from "@/words/times";
import { firingsOf, type Occurrence } from "./story";

type Attempt = Occurrence["attempts"][number];
const CAME: Record<string, Word> = {
  scheduled: "came_ahead",
  due: "came_due",
  held: "came_held",
  sending: "came_sending",
  failed: "came_failed",
  unknown: "came_unknown",
  skipped: "came_skipped",
  cancelled: "came_cancelled",
};
const TRIED: Record<Attempt["state"], Word> = {
  claimed: "tried_claimed",
  sent: "tried_sent",
  failed: "tried_failed",
  unknown: "tried_unknown",
  refused: "tried_refused",
};

export function Firings({ reminder }: { reminder: Reminder }) {
  const { say } = useWords();
  const found = useInfiniteQuery(firingsOf(reminder.number));
  const all = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="mt-2 ml-7">
      {found.isPending && <Waiting />}
      {found.isError && <Failed error={found.error} again={() => void found.refetch()} />}
      <ol className="space-y-2">
        {all.map((one) => (
          <Firing key={one.id} one={one} />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button size="small" className="mt-2" onClick={() => void found.fetchNextPage()}>
          {say("older")}
        </Button>
      )}
    </div>
  );
}

function Firing({ one }: { one: Occurrence }) {
  const { say, language } = useWords();
  const said = why(one, say);
  return (
    <li>
      <p>
        <time dateTime={one.due_at} className="figures font-medium">
          {when(one.due_at, language, say)}
        </time>
        {`: ${came(one, say)}`}
        {one.missed > 0 && ` ${say("came_missed", { n: one.missed })}`}
      </p>
      {said && (
        <p className="text-[0.9rem] text-soft">
          {said.text}
          {said.code && <code className="ml-1.5 text-[0.83rem]">{said.code}</code>}
        </p>
      )}
      {one.attempts.map((attempt) => (
        <Try key={attempt.number} of={one} attempt={attempt} />
      ))}
    </li>
  );
}

/** What came of it, in a sentence. */
export function came(one: Occurrence, say: Say): string {
  const place = placeWords(one.place, say);
  if (one.state !== "sent") return say(CAME[one.state] ?? "came_due", { place });
  if (!one.late) return say("came_sent", { place });
  return say("came_late", { place, span: span(one.lateness_s ?? 0, say) });
}

function Try({ of, attempt }: { of: Occurrence; attempt: Attempt }) {
  const { say, language } = useWords();
  const at = precise(attempt.ended_at ?? attempt.claimed_at, language);
  const said = attempt.error ? why({ ...of, state: "failed", error: attempt.error }, say) : null;
  return (
    <p className="figures text-[0.87rem] text-soft">
      {say("try_n", { n: attempt.number, at, what: say(TRIED[attempt.state]) })}
      {said && ` ${said.text}`}
      {said?.code && <code className="ml-1.5 text-[0.83rem]">{said.code}</code>}
    </p>
  );
}
