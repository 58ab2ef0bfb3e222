// What happened to a task, and what rings for it.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, type Reminder, type Schemas } from "@/api/client";

export const HISTORY = "history";
export type Fact = Schemas["FactOut"];
export type Occurrence = Schemas["OccurrenceOut"];

export const remindersOf = (number: number) =>
  queryOptions({
    queryKey: ["reminders", "of", number],
    queryFn: ({ signal }) =>
      get<{ items: Reminder[] }>(`/tasks/${number}/reminders`, {}, signal).then((found) => found.items),
  });

/** Every firing of a reminder with every try, the newest first. */
export const firingsOf = (number: number) =>
  infiniteQueryOptions({
    queryKey: ["reminders", "firings", number],
    queryFn: ({ pageParam, signal }) =>
      get<Schemas["OccurrencePage"]>(`/reminders/${number}/occurrences`, { limit: 20, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const history = (number: number) =>
  infiniteQueryOptions({
    queryKey: [HISTORY, number],
    queryFn: ({ pageParam, signal }) =>
      get<Schemas["HistoryPage"]>(`/tasks/${number}/history`, { limit: 30, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
