// Reminders of the server in the page's memory: pages of them, and changes that show before they are saved.
import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { useMemo } from "react";
import { change, get, type ReminderPage, type Schemas, undo } from "@/api/client";
import { zone } from "@/api/zone";
import { reason, useNotes } from "@/parts/Toasts";
import { type Say, useWords } from "@/words";
import { when } from "@/words/times";

export type Reminder = Schemas["ReminderShown"];
export type Which = "ahead" | "recurring";
type Pages = InfiniteData<ReminderPage, string | null>;
const ROOT = "reminders";

export const pages = (which: Which) =>
  infiniteQueryOptions({
    queryKey: [ROOT, which],
    queryFn: ({ pageParam, signal }) =>
      get<ReminderPage>(
        "/reminders",
        // The times that follow are worked out by the server only where they are shown.
        {
          status: which,
          limit: which === "recurring" ? 50 : 100,
          firings: which === "recurring" ? 5 : 1,
          after: pageParam,
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

const path = (one: { number: number }): string => `/reminders/${one.number}`;
type Show = (one: Reminder) => Reminder | null;
type Deed = {
  of: { id: string; number: number };
  show?: Show | undefined;
  method: string;
  path: string;
  body?: Record<string, unknown>;
  note: string;
};

/** Replaces the reminder wherever it is shown; null takes it away. */
export function replace(client: QueryClient, id: string, show: Show): void {
  client.setQueriesData<Pages>({ queryKey: [ROOT] }, (data) => {
    if (!data) return data;
    const each = (page: ReminderPage): ReminderPage => ({
      ...page,
      items: page.items.flatMap((one) => (one.id === id ? (show(one) ?? []) : one)),
    });
    return { ...data, pages: data.pages.map(each) };
  });
}

const moved =
  (at: string): Show =>
  (one) => ({ ...one, due_at: at, upcoming: [at, ...one.upcoming.slice(1)] });
const skipped: Show = (one) => ({ ...one, due_at: one.upcoming[1] ?? one.due_at, upcoming: one.upcoming.slice(1) });
const paused =
  (until: string | null): Show =>
  (one) => ({ ...one, state: "paused", paused_until: until, upcoming: [] });
const resumed: Show = (one) => ({ ...one, state: "scheduled", paused_until: null });

/** Does one thing, shows it at once, puts it back with a note when it could not be saved, and offers to take it back. */
function useDeed() {
  const client = useQueryClient();
  const { tell, warn } = useNotes();
  const { say } = useWords();
  const fresh = () => {
    void client.invalidateQueries({ queryKey: [ROOT] });
    void client.invalidateQueries({ queryKey: ["deliveries"] });
  };
  const taken = (name: string) =>
    undo(name)
      .then((back) => tell(back.text))
      .catch((error: unknown) => warn(reason(error, say)))
      .finally(fresh);
  return useMutation({
    mutationFn: (deed: Deed) => change(deed.method, deed.path, deed.body),
    onMutate: async ({ of, show }) => {
      await client.cancelQueries({ queryKey: [ROOT] });
      const before = client.getQueriesData({ queryKey: [ROOT] });
      if (show) replace(client, of.id, show);
      return { before };
    },
    onSuccess: ({ change: name }, deed) => tell(deed.note, name ? () => void taken(name) : undefined),
    onError: (error, _, kept) => {
      for (const [key, data] of kept?.before ?? []) client.setQueryData(key, data);
      warn(say("undone", { why: reason(error, say) }));
    },
    onSettled: fresh,
  });
}

/** What one can do with a reminder. */
export function useReminderDeeds() {
  const { mutate } = useDeed();
  const { say, language } = useWords();
  return useMemo(() => deeds(mutate, say, language), [mutate, say, language]);
}

function deeds(mutate: (deed: Deed) => void, say: Say, language: string) {
  const patch = (of: Reminder, body: Record<string, unknown>, show: Show, note: string) =>
    mutate({ of, show, method: "PATCH", path: path(of), body: { ...body, zone: zone() }, note });
  const at = (instant: string) => when(instant, language, say);
  return {
    move: (one: Reminder, to: string) => {
      const instant = new Date(to).toISOString();
      const note = say(one.rrule.length ? "is_moved_once" : "is_moved", { when: at(instant), title: one.text });
      patch(one, { at: instant }, moved(instant), note);
    },
    pause: (one: Reminder, until: string | null) => {
      const note = until
        ? say("is_paused_until", { when: at(until), title: one.text })
        : say("is_paused", { title: one.text });
      patch(one, until ? { paused: true, until } : { paused: true }, paused(until), note);
    },
    resume: (one: Reminder) => patch(one, { paused: false }, resumed, say("is_resumed", { title: one.text })),
    skip: (one: Reminder) =>
      mutate({
        of: one,
        show: skipped,
        method: "POST",
        path: `${path(one)}/skip`,
        note: say("skipped", { title: one.text }),
      }),
    cancel: (one: Reminder) =>
      mutate({
        of: one,
        show: () => null,
        method: "DELETE",
        path: path(one),
        note: say("cancelled", { title: one.text }),
      }),
    /** What rang rings once more. */
    again: (one: { id: string; number: number; text: string }, to: string) => {
      const instant = new Date(to).toISOString();
      const note = say("rings_again", { when: at(instant), title: one.text });
      mutate({ of: one, method: "POST", path: `${path(one)}/snooze`, body: { at: instant, zone: zone() }, note });
    },
  };
}

export type Deeds = ReturnType<typeof deeds>;

/** Held back until it is let go on. */
export const isPaused = (one: Reminder): boolean => one.state === "paused";
