// The story of a task: what happened to it and to its reminders, the newest first.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Task } from "@/api/client";
import { Button } from "@/parts/Button";
import { Failed, Waiting } from "@/parts/States";
import { useWords } from "@/words";
import { when } from "@/words/times";
import { isTold, type Known, lines, sentence } from "./facts";
import { useLists, usePeople } from "./names";
import { type Fact, history } from "./story";

export function TaskStory({ task }: { task: Task }) {
  const { say } = useWords();
  const known = useKnown();
  const found = useInfiniteQuery(history(task.number));
  const facts = found.data?.pages.flatMap((page) => page.items).filter(isTold) ?? [];
  return (
    <section aria-label={say("history")} className="mt-8">
      <h3 className="mb-2 text-lg font-bold">{say("history")}</h3>
      {found.isPending && <Waiting />}
      {found.isError && <Failed error={found.error} again={() => void found.refetch()} />}
      <ol className="border-l-2 border-line">
        {facts.map((fact) => (
          <OneFact key={fact.id} fact={fact} known={known} />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button size="small" className="mt-2" onClick={() => void found.fetchNextPage()}>
          {say("older")}
        </Button>
      )}
    </section>
  );
}

function OneFact({ fact, known }: { fact: Fact; known: Known }) {
  const { say, language } = useWords();
  return (
    <li className="relative py-1.5 pl-4 before:absolute before:top-3.5 before:-left-[5px] before:size-2 before:rounded-full before:bg-edge">
      <p className={fact.undone ? "text-soft line-through" : ""}>{sentence(fact, known)}</p>
      {lines(fact, known).map((line) => (
        <p key={line} className="text-[0.9rem] break-words text-soft">
          {line}
        </p>
      ))}
      <p className="figures text-[0.83rem] text-soft">
        <time dateTime={fact.at}>{when(fact.at, language, say)}</time>
        {fact.undone && ` · ${say("fact_undone")}`}
      </p>
    </li>
  );
}

/** Names for the ids that facts hold. */
function useKnown(): Known {
  const { say, language } = useWords();
  const people = usePeople().data ?? [];
  const lists = useLists().data ?? [];
  return {
    say,
    language,
    person: (id) => people.find((one) => one.id === id)?.name ?? say("somebody"),
    list: (id) => {
      const found = lists.find((one) => one.id === id);
      return found?.kind === "inbox" ? say("inbox") : (found?.name ?? say("list_elsewhere"));
    },
  };
}
