// What of the tasks is shown: kept in the page's address, so that a view can be bookmarked and shared.

export type Sort = "due" | "priority" | "-created" | "-updated" | "number";
export const SORTS: readonly Sort[] = ["due", "priority", "-created", "-updated", "number"];

export type Filters = {
  q?: string;
  status?: "open" | "done" | "all";
  priority?: number;
  tag?: string;
  list?: string;
  who?: string; // "me", "given" (by me to others), or the id of a person
  due?: "today" | "week" | "overdue";
  sort?: Sort;
};

const text = (value: unknown): string | undefined =>
  value === undefined || value === null || value === "" ? undefined : String(value).slice(0, 200);

const one = <T extends string>(value: unknown, known: readonly T[]): T | undefined =>
  known.find((name) => name === value);

/** The filters that an address holds; what is not one of ours is left out. */
export function readFilters(search: Record<string, unknown>): Filters {
  const priority = Number(search.priority);
  const read = {
    q: text(search.q),
    status: one(search.status, ["open", "done", "all"] as const),
    priority: priority >= 1 && priority <= 4 ? priority : undefined,
    tag: text(search.tag),
    list: text(search.list),
    who: text(search.who),
    due: one(search.due, ["today", "week", "overdue"] as const),
    sort: one(search.sort, SORTS),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as Filters;
}

/** The same as the server asks for it. With words and no order of one's own the best come first. */
export function asked(filters: Filters): Record<string, string | number | undefined> {
  return {
    q: filters.q,
    status: filters.status ?? "open",
    priority: filters.priority,
    tag: filters.tag,
    list: filters.list,
    due: filters.due,
    assigned: filters.who === "given" ? undefined : filters.who,
    given: filters.who === "given" ? "me" : undefined,
    sort: filters.sort ?? (filters.q ? undefined : "due"),
  };
}

/** Whether anything but the order narrows the view. */
export const narrowed = (filters: Filters): boolean => Object.keys(filters).some((name) => name !== "sort");
