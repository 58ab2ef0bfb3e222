// What will ring, what repeats, and what rang; each can be put off, moved, skipped, paused and cancelled here.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { get, type Schemas } from "@/api/client";
import { Button } from "@/parts/Button";
import { Page } from "@/parts/Page";
import { Empty, Failed, Waiting } from "@/parts/States";
import { Tabs } from "@/parts/Tabs";
import { useWords } from "@/words";
import { pages, useReminderDeeds, type Which } from "./data";
import { Past } from "./Past";
import { ReminderRow } from "./ReminderRow";
import { TABS, type Tab } from "./tabs";

export function RemindersPage() {
  const { tab } = useSearch({ from: "/reminders" });
  const navigate = useNavigate({ from: "/reminders" });
  return <Reminders tab={tab ?? "upcoming"} choose={(one) => void navigate({ search: { tab: one }, replace: true })} />;
}

export function Reminders({ tab, choose }: { tab: Tab; choose: (tab: Tab) => void }) {
  const { say } = useWords();
  return (
    <Page title={say("reminders")}>
      <div className="mx-auto max-w-3xl space-y-4 pb-6">
        <Tabs
          label={say("reminders_show")}
          chosen={tab}
          options={TABS.map((one) => [one, say(one)] as const)}
          set={choose}
        />
        {tab === "past" ? <Past /> : <Ahead which={tab === "recurring" ? "recurring" : "ahead"} />}
      </div>
    </Page>
  );
}

function Ahead({ which }: { which: Which }) {
  const { say } = useWords();
  const found = useInfiniteQuery(pages(which));
  const deeds = useReminderDeeds();
  const me = useQuery({ queryKey: ["me"], queryFn: ({ signal }) => get<Schemas["MeOut"]>("/me", {}, signal) });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const empty =
    which === "ahead"
      ? (["reminders_empty", "reminders_empty_what"] as const)
      : (["recurring_empty", "recurring_empty_what"] as const);
  return (
    <>
      {found.isPending && <Waiting />}
      {found.isError && <Failed error={found.error} again={() => void found.refetch()} />}
      {found.isSuccess && items.length === 0 && <Empty title={say(empty[0])}>{say(empty[1])}</Empty>}
      {items.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-sheet">
          {items.map((one) => (
            <ReminderRow
              key={one.id}
              reminder={one}
              deeds={deeds}
              me={me.data?.name ?? ""}
              following={which === "recurring"}
            />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {say("more")}
        </Button>
      )}
    </>
  );
}
