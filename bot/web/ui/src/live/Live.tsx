// News become fresh data: what changed is asked for again, what was said appears, what rings is announced.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { refreshCards, tellCards } from "@/chat/cards";
import { addLine, type Line } from "@/chat/lines";
import { useNotes } from "@/parts/Toasts";
import type { Change, News, Place } from "./lead";
import { announcer } from "./notify";
import { Stream } from "./stream";

const SOURCE = "/live";
const SIGN_IN = "/sign-in";
const ROOTS: Record<string, string> = { task: "tasks", reminder: "reminders", settings: "settings" };
const Connected = createContext(true);

export const useConnected = (): boolean => use(Connected);

/** `from`: after what; `go` leads to a page. */
type Props = { from: Promise<Place>; go: (to: "/" | "/sign-in") => void; children: ReactNode };

export function Live({ from, go, children }: Props) {
  const client = useQueryClient();
  const { tell } = useNotes();
  const [up, setUp] = useState(true);
  useEffect(() => {
    if (location.pathname === SIGN_IN) return;
    const leaving = new AbortController();
    const later = gathered(client);
    const announced = announcer(
      (text) => tell(text),
      () => go("/"),
    );
    const told = (news: News) => {
      if (news.kind === "up" || news.kind === "down") setUp(news.kind === "up");
      else if (news.kind === "out") go(SIGN_IN);
      else take(news, client, later, (line) => announced.ring(line, () => stream?.seen(line.id)));
    };
    let stream: Stream | undefined;
    void from.then((place) => {
      if (leaving.signal.aborted) return;
      stream = new Stream(SOURCE, { ...place }, { told, seen: announced.seen }, leaving.signal);
    });
    return () => leaving.abort();
  }, [client, from, go, tell]);
  return <Connected value={up}>{children}</Connected>;
}

function take(news: News, client: QueryClient, later: (change: Change) => void, ring: (line: Line) => void): void {
  if (news.kind === "reset") void client.invalidateQueries();
  if (news.kind === "message") {
    const line = news.line as Line;
    addLine(client, line);
    tellCards(client, line);
    if (line.kind === "reminder") ring(line);
  }
  if (news.kind === "change") later(news.change);
}

/** Many changes at once are one question. */
function gathered(client: QueryClient): (change: Change) => void {
  const roots = new Set<string>();
  const subjects = new Set<string>();
  const ask = () => {
    for (const one of roots) void client.invalidateQueries({ queryKey: [one] });
    refreshCards(client, subjects);
    roots.clear();
    subjects.clear();
  };
  return ({ kind, subject }) => {
    if (roots.size === 0) setTimeout(ask, 200);
    roots.add(ROOTS[kind] ?? "tasks");
    if (kind === "reminder") roots.add("deliveries");
    if (kind !== "settings") roots.add("history"); // what happened to a task and what rang for it are one story
    subjects.add(subject);
  };
}
