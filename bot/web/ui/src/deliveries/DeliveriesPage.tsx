// Whether reminders keep their word: what was due, sent, late or failed and why, and how the parts are.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get, type Schemas } from "@/api/client";
import { Button } from "@/parts/Button";
import { Page } from "@/parts/Page";
import { Empty, Failed, Waiting } from "@/parts/States";
import { useWords, type Word } from "@/words";
import { when } from "@/words/times";
import { Charts } from "./Charts";
import { Health } from "./Health";

type Delivery = Schemas["DeliveryOut"];
type Show = "all" | "late" | "failed";
const SHOWS: Show[] = ["all", "late", "failed"];
const QUERY = { all: {}, late: { late: "true" }, failed: { state: "failed" } } as const;

export function DeliveriesPage() {
  const { say } = useWords();
  return (
    <Page title={say("deliveries")}>
      <div className="mx-auto max-w-3xl space-y-8 pb-10">
        <Charts />
        <List />
        <Health />
      </div>
    </Page>
  );
}

function List() {
  const { say } = useWords();
  const [show, setShow] = useState<Show>("all");
  const found = useInfiniteQuery({
    queryKey: ["deliveries", show],
    queryFn: ({ pageParam, signal }) =>
      get<Schemas["DeliveryPage"]>("/deliveries", { ...QUERY[show], limit: 50, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={say("deliveries_list")}>
      <fieldset className="mb-4 inline-flex rounded-lg border border-line bg-well p-0.5">
        <legend className="sr-only">{say("deliveries_list")}</legend>
        {SHOWS.map((one) => (
          <Button
            key={one}
            size="small"
            kind={show === one ? "plain" : "quiet"}
            aria-pressed={show === one}
            onClick={() => setShow(one)}
          >
            {say(`deliveries_${one}`)}
          </Button>
        ))}
      </fieldset>
      {found.isPending && <Waiting />}
      {found.isError && <Failed error={found.error} again={() => void found.refetch()} />}
      {found.isSuccess && items.length === 0 && (
        <Empty title={say("deliveries_empty")}>{say("deliveries_empty_what")}</Empty>
      )}
      {items.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-sheet">
          {items.map((one) => (
            <Row key={one.id} one={one} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button className="mt-4" onClick={() => void found.fetchNextPage()}>
          {say("more")}
        </Button>
      )}
    </section>
  );
}

const TONE: Record<string, string> = { sent: "text-spruce", failed: "text-late", unknown: "text-honey" };

function Row({ one }: { one: Delivery }) {
  const { language, say } = useWords();
  const known = `state_${one.state}` in KNOWN ? say(`state_${one.state}` as Word) : one.state;
  const why = one.error ?? one.reason;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 px-4 py-2.5">
      <span className="min-w-0 flex-1 truncate font-medium">{one.reminder.text}</span>
      <span className="figures text-soft">{when(one.due_at, language, say)}</span>
      <span className={`w-full text-[0.9rem] sm:w-auto ${TONE[one.state] ?? "text-soft"}`}>
        {known}
        {one.late && one.lateness_s !== null && ` · ${say("late_by", { n: Math.round(one.lateness_s) })}`}
      </span>
      {one.state !== "sent" && why && <span className="w-full text-[0.9rem] text-soft">{why}</span>}
    </li>
  );
}

const KNOWN = {
  state_scheduled: 1,
  state_due: 1,
  state_sending: 1,
  state_sent: 1,
  state_failed: 1,
  state_unknown: 1,
  state_skipped: 1,
  state_held: 1,
};

export function useSummary() {
  return useQuery({
    queryKey: ["deliveries", "summary"],
    queryFn: ({ signal }) => get<Schemas["Summary"]>("/deliveries/summary", { hours: 24 }, signal),
    refetchInterval: 30_000,
  });
}
