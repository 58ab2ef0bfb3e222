// Reminders of the server in the page's memory, and what one can do with them.
import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { get, patch, post, type Reminder, type ReminderPage, remove } from "@/api/client";
import { zone } from "@/api/zone";
import { reason, useNotes } from "@/parts/Toasts";
import { useWords } from "@/words";
import { when } from "@/words/times";

export const upcoming = infiniteQueryOptions({
  queryKey: ["reminders", "upcoming"],
  queryFn: ({ pageParam, signal }) => get<ReminderPage>("/reminders", { limit: 100, after: pageParam }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
});

const path = (one: Reminder): string => `/reminders/${one.number}`;
type Deed = { save: () => Promise<unknown>; note: string };

export function useReminderDeeds() {
  const client = useQueryClient();
  const { tell, warn } = useNotes();
  const { say, language } = useWords();
  const { mutate } = useMutation({
    mutationFn: (deed: Deed) => deed.save(),
    onSuccess: (_, deed) => tell(deed.note),
    onError: (error) => warn(reason(error, say)),
    onSettled: () => client.invalidateQueries({ queryKey: ["reminders"] }),
  });
  return useMemo(() => {
    const change = (one: Reminder, body: Record<string, unknown>, note: string) =>
      mutate({ save: () => patch(path(one), { ...body, zone: zone() }), note });
    return {
      // From its own time, or from now when that is past.
      snooze: (one: Reminder, minutes: number) => {
        const base = Math.max(Date.now(), one.due_at ? Date.parse(one.due_at) : 0);
        const at = new Date(base + minutes * 60_000).toISOString();
        change(one, { at }, say("is_moved", { when: when(at, language, say), title: one.text }));
      },
      move: (one: Reminder, at: string) =>
        change(one, { at }, say("is_moved", { when: when(at, language, say), title: one.text })),
      pause: (one: Reminder) => change(one, { paused: true }, say("is_paused", { title: one.text })),
      resume: (one: Reminder) => change(one, { paused: false }, say("is_resumed", { title: one.text })),
      skip: (one: Reminder) =>
        mutate({ save: () => post(`${path(one)}/skip`), note: say("skipped", { title: one.text }) }),
      cancel: (one: Reminder) => mutate({ save: () => remove(path(one)), note: say("cancelled", { title: one.text }) }),
    };
  }, [mutate, say, language]);
}

/** Held back until it is let go on. */
export const isPaused = (one: Reminder): boolean => one.state === "held" || one.state === "paused";
