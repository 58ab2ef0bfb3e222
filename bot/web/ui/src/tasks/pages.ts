// Tasks of the server in the page's memory: parts of long lists, each by itself, so that any place of one is near.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { get, type Schemas, type Task, type TaskPage } from "@/api/client";
import { zone } from "@/api/zone";
import { asked, type Filters } from "./filters";
import { byDue } from "./rows";

export const ROOT = "tasks";
export const PART = 200;
type Pages = Schemas["Pages"];

/** How long a list is and where its parts begin. */
export const plan = (filters: Filters) =>
  queryOptions({
    queryKey: [ROOT, "plan", filters],
    queryFn: ({ signal }) => get<Pages>("/tasks/pages", { ...asked(filters), zone: zone(), limit: PART }, signal),
  });

/** One part of a list: those behind the first begin where the plan says. */
export const part = (client: QueryClient, filters: Filters, place: number) =>
  queryOptions({
    queryKey: [ROOT, "parts", filters, place],
    queryFn: async ({ signal }) => {
      const after = place ? (await client.fetchQuery(plan(filters))).items[place - 1]?.after : null;
      if (after === undefined) return { items: [], next: null }; // the list has become shorter
      return get<TaskPage>("/tasks", { ...asked(filters), zone: zone(), limit: PART, after }, signal);
    },
  });

export const single = (number: string) =>
  queryOptions({
    queryKey: [ROOT, "one", number],
    queryFn: ({ signal }) => get<Task>(`/tasks/${number}`, {}, signal),
    retry: false,
  });

/** Replaces the task wherever it is shown; null takes it away. */
export function replace(client: QueryClient, id: string, make: (task: Task) => Task | null): void {
  for (const [key, page] of client.getQueriesData<TaskPage>({ queryKey: [ROOT, "parts"] })) {
    if (!page?.items.some((task) => task.id === id)) continue;
    const items = page.items.flatMap((task) => (task.id === id ? (make(task) ?? []) : task));
    // A task that was moved goes to its new day at once, as far as this part has it.
    if (asked(key[2] as Filters).sort === "due") items.sort(byDue);
    client.setQueryData(key, { ...page, items });
  }
  client.setQueriesData<Task>({ queryKey: [ROOT, "one"] }, (task) => (task?.id === id ? (make(task) ?? task) : task));
}
