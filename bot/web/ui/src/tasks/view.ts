// What the list shows: the parts that are in sight, put below one another, and then what is done.
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import type { Schemas, TaskPage } from "@/api/client";
import { day } from "@/api/zone";
import type { Filters } from "./filters";
import { PART, part, plan } from "./pages";
import { type Headings, Layout, type Part, type Row, rowsOf, type Section, sectionOf } from "./rows";

type Sight = readonly [first: number, last: number];
type Listing = { parts: Part[]; pending: boolean; error: unknown; again: () => void };

export function useView(filters: Filters) {
  const sections = !filters.q && (filters.sort ?? "due") === "due";
  const both = sections && filters.status === "all";
  const [shown, setShowDone] = useState(false);
  const finishing = sections && !filters.status;
  const [sight, setSight] = useState<Sight>([0, 0]);
  const first: Filters = both ? { ...filters, status: "open" } : filters;
  const headings: Headings = !sections ? "none" : filters.status === "done" ? "done" : "due";
  const main = useListing(first, headings, true, sight);
  const split = main.parts.length;
  const later: Sight = [sight[0] - split, sight[1] - split];
  const showDone = both || (finishing && shown);
  const done = useListing({ ...filters, status: "done", sort: "-updated" }, "done", showDone, later);
  const layout = useMemo(
    () => new Layout(showDone ? [...main.parts, ...done.parts] : main.parts),
    [main.parts, done.parts, showDone],
  );
  const look = useCallback(
    (from: number, to: number) => setSight((now) => (now[0] === from && now[1] === to ? now : [from, to])),
    [],
  );
  return { main, layout, look, finishing, showDone, setShowDone };
}

export type View = ReturnType<typeof useView>;

/** One list: its first part, and those in sight. */
function useListing(filters: Filters, headings: Headings, enabled: boolean, sight: Sight): Listing {
  const client = useQueryClient();
  const places = placesIn(sight);
  const loaded = useQueries({ queries: (enabled ? places : []).map((place) => part(client, filters, place)) });
  const first = loaded[0];
  const long = Boolean(first?.data?.next);
  const layout = useQuery({ ...plan(filters), enabled: enabled && long });
  const known = useRef(new Known(""));
  const name = JSON.stringify(filters);
  if (known.current.name !== name) known.current = new Known(name);
  const { rows } = known.current;
  for (const [index, place] of places.entries()) {
    const page = loaded[index]?.data;
    if (page) rows.set(place, cached(page, headings, sectionBefore(place, headings, layout.data)));
  }
  const count = long ? (layout.data?.count ?? PART + 1) : (first?.data?.items.length ?? 0);
  const total = Math.max(1, Math.ceil(count / PART));
  const state = known.current.state(total);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `state` names the rows that are known
  const parts = useMemo(() => partsOf(rows, count, total), [state, count, total, rows]);
  return {
    parts: enabled ? parts : NONE,
    pending: first?.isPending ?? true,
    error: first?.isError ? first.error : null,
    again: () => void first?.refetch(),
  };
}

const NONE: Part[] = [];

/** The first part, by which one knows how long the list is, and those in sight. */
function placesIn(sight: Sight): number[] {
  const places = [0];
  for (let place = Math.max(1, sight[0]); place <= sight[1]; place += 1) places.push(place);
  return places;
}

function sectionBefore(place: number, headings: Headings, pages: Schemas["Pages"] | undefined): Section | null {
  if (headings === "none" || place === 0) return null;
  return headings === "done" ? "done" : sectionOf(pages?.items[place - 1]?.due ?? null);
}

/** The rows of a list's parts that were seen so far: those out of sight keep their height. */
class Known {
  readonly rows = new Map<number, Row[]>();

  constructor(readonly name: string) {}

  /** Forgets what lies behind the end, and names what is known. */
  state(total: number): string {
    let state = "";
    for (const [place, rows] of this.rows) {
      if (place >= total) this.rows.delete(place);
      else state += `${place}:${numbered(rows)},`;
    }
    return state;
  }
}

/** Each part with its rows where they are known, else with as many as it will have. */
function partsOf(rows: Map<number, Row[]>, count: number, total: number): Part[] {
  return Array.from({ length: total }, (_, place) => ({
    rows: rows.get(place) ?? null,
    size: Math.max(0, Math.min(PART, count - place * PART)),
  }));
}

const rowsOfPage = new WeakMap<TaskPage, { as: string; rows: Row[] }>();
const numbers = new WeakMap<Row[], number>();
let last = 0;

/** The rows of a part, made once as long as part, day and section before it are the same. */
function cached(page: TaskPage, headings: Headings, before: Section | null): Row[] {
  const as = `${headings} ${before} ${day()}`;
  const found = rowsOfPage.get(page);
  if (found?.as === as) return found.rows;
  const rows = rowsOf(page.items, headings, before);
  rowsOfPage.set(page, { as, rows });
  return rows;
}

function numbered(rows: Row[]): number {
  const found = numbers.get(rows);
  if (found) return found;
  last += 1;
  numbers.set(rows, last);
  return last;
}
