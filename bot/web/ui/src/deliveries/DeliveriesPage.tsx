// Whether reminders keep their word: what was due, sent, late or failed and why, and how the parts are.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/parts/Button";
import { Page } from "@/parts/Page";
import { Empty, Failed, Waiting } from "@/parts/States";
import { Tabs } from "@/parts/Tabs";
import { useWords } from "@/words";
import { Charts } from "./Charts";
import { DeliveryRow } from "./DeliveryRow";
import { deliveries, SHOWS, type Show, SPANS, type Span } from "./data";
import { Health } from "./Health";

export function DeliveriesPage() {
  const { say } = useWords();
  const [span, setSpan] = useState<Span>("24");
  return (
    <Page title={say("deliveries")}>
      <div className="mx-auto max-w-4xl space-y-9 pb-10">
        <div className="space-y-4">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <h2 className="text-xl font-bold">{say(`span_${span}`)}</h2>
            <Tabs
              label={say("span")}
              chosen={span}
              options={SPANS.map((one) => [one, say(`span_short_${one}`)] as const)}
              set={setSpan}
            />
          </div>
          <Charts span={span} />
        </div>
        <List span={span} />
        <Health />
      </div>
    </Page>
  );
}

function List({ span }: { span: Span }) {
  const { say } = useWords();
  const [show, setShow] = useState<Show>("all");
  const found = useInfiniteQuery(deliveries({ show, span }));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const options = SHOWS.map((one) => [one, say(`deliveries_${one}`)] as const);
  return (
    <section aria-labelledby="was-due">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="was-due" className="text-xl font-bold">
          {say("deliveries_list")}
        </h2>
        <Tabs label={say("deliveries_show")} chosen={show} options={options} set={setShow} />
      </div>
      {found.isPending && <Waiting />}
      {found.isError && <Failed error={found.error} again={() => void found.refetch()} />}
      {found.isSuccess && items.length === 0 && <Nothing show={show} span={span} />}
      {items.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-sheet">
          {items.map((one) => (
            <DeliveryRow key={one.id} one={one} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button className="mt-4" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {say("more")}
        </Button>
      )}
    </section>
  );
}

function Nothing({ show, span }: { show: Show; span: Span }) {
  const { say } = useWords();
  const narrowed = show !== "all" || span !== "all";
  return (
    <Empty title={say(narrowed ? "deliveries_none" : "deliveries_empty")}>
      {say(narrowed ? "deliveries_none_what" : "deliveries_empty_what")}
    </Empty>
  );
}
