// What was due and what came of it, in the page's memory.
import { infiniteQueryOptions, useQuery } from "@tanstack/react-query";
import { get, type Schemas } from "@/api/client";

export type Delivery = Schemas["DeliveryOut"];
export const SHOWS = ["all", "late", "failed", "skipped", "waiting"] as const;
export type Show = (typeof SHOWS)[number];
const QUERY: Record<Show, Record<string, string | string[]>> = {
  all: {},
  late: { late: "true" },
  failed: { state: ["failed", "unknown"] },
  skipped: { state: "skipped" },
  waiting: { state: ["due", "held", "sending"] },
};
/** How far back: hours, or everything. */
export const SPANS = ["24", "168", "all"] as const;
export type Span = (typeof SPANS)[number];

export const deliveries = ({ show, span = "all" }: { show: Show; span?: Span }) =>
  infiniteQueryOptions({
    queryKey: ["deliveries", "list", show, span],
    queryFn: ({ pageParam, signal }) => {
      const from = span === "all" ? null : new Date(Date.now() - Number(span) * 3_600_000).toISOString();
      return get<Schemas["DeliveryPage"]>("/deliveries", { ...QUERY[show], from, limit: 50, after: pageParam }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const useSummary = (hours: number) =>
  useQuery({
    queryKey: ["deliveries", "summary", hours],
    queryFn: ({ signal }) => get<Schemas["Summary"]>("/deliveries/summary", { hours }, signal),
    refetchInterval: 30_000,
  });
