// What will ring and what repeats; each can be snoozed, moved, skipped, paused and cancelled here.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Reminder } from "@/api/client";
import { Button } from "@/parts/Button";
import { Page } from "@/parts/Page";
import { Empty, Failed, Waiting } from "@/parts/States";
import { useWords, type Word } from "@/words";
import { upcoming } from "./data";
import { ReminderRow } from "./ReminderRow";

type Tab = "upcoming" | "recurring";
const EMPTY: Record<Tab, [Word, Word]> = {
  upcoming: ["reminders_empty", "reminders_empty_what"],
  recurring: ["recurring_empty", "recurring_empty_what"],
};

export function RemindersPage() {
  const { say } = useWords();
  const [tab, setTab] = useState<Tab>("upcoming");
  const found = useInfiniteQuery(upcoming);
  const all = found.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = tab === "recurring" ? all.filter((one) => one.rrule.length > 0) : all;
  return (
    <Page title={say("reminders")}>
      <div className="mx-auto max-w-3xl">
        <fieldset className="mb-4 inline-flex rounded-lg border border-line bg-well p-0.5">
          <legend className="sr-only">{say("reminders")}</legend>
          {(["upcoming", "recurring"] as const).map((one) => (
            <Button
              key={one}
              size="small"
              kind={tab === one ? "plain" : "quiet"}
              aria-pressed={tab === one}
              onClick={() => setTab(one)}
            >
              {say(one)}
            </Button>
          ))}
        </fieldset>
        {found.isPending && <Waiting />}
        {found.isError && <Failed error={found.error} again={() => void found.refetch()} />}
        {found.isSuccess && shown.length === 0 && <Empty title={say(EMPTY[tab][0])}>{say(EMPTY[tab][1])}</Empty>}
        <List reminders={shown} />
        {found.hasNextPage && (
          <Button className="mt-4" onClick={() => void found.fetchNextPage()}>
            {say("more")}
          </Button>
        )}
      </div>
    </Page>
  );
}

function List({ reminders }: { reminders: Reminder[] }) {
  if (!reminders.length) return null;
  return (
    <ul className="divide-y divide-line rounded-2xl border border-line bg-sheet">
      {reminders.map((one) => (
        <ReminderRow key={one.id} reminder={one} />
      ))}
    </ul>
  );
}
