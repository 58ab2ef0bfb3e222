// News become fresh data: what changed is asked for again, what was said appears, what rings is announced.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { addLine, type Line } from "@/chat/lines";
import { announce } from "./notify";
import { listen, type News } from "./stream";

const SOURCE = "/live";
const ROOTS: Record<string, string> = { task: "tasks", reminder: "reminders", settings: "settings" };
const Connected = createContext(true);

export const useConnected = (): boolean => use(Connected);

export function Live({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [up, setUp] = useState(true);
  useEffect(() => {
    const leaving = new AbortController();
    const later = gathered(client);
    const told = (news: News) => {
      if (news.kind === "up" || news.kind === "down") setUp(news.kind === "up");
      else take(news, client, later);
    };
    listen(SOURCE, told, leaving.signal);
    return () => leaving.abort();
  }, [client]);
  return <Connected value={up}>{children}</Connected>;
}

function take(news: News, client: QueryClient, later: (root: string) => void): void {
  if (news.kind === "reset") void client.invalidateQueries();
  if (news.kind === "message") {
    const line = news.line as Line;
    addLine(client, line);
    if (line.kind === "reminder") announce(line);
  }
  if (news.kind === "change") {
    later(ROOTS[news.change.kind] ?? "tasks");
    if (news.change.kind === "reminder") later("deliveries");
  }
}

/** Many changes at once are one question. */
function gathered(client: QueryClient): (root: string) => void {
  const waiting = new Set<string>();
  const ask = () => {
    for (const one of waiting) void client.invalidateQueries({ queryKey: [one] });
    waiting.clear();
  };
  return (root) => {
    if (waiting.size === 0) setTimeout(ask, 200);
    waiting.add(root);
  };
}
