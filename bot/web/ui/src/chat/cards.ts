// The cards of the conversation as they are now: what was done elsewhere shows where it was talked about.
import { type QueryClient, useQueries } from "@tanstack/react-query";
import { get } from "@/api/client";
import { type Card, conversation, type Line } from "./lines";

type Current = { items: Card[] };
const ROOT = "cards";
const LINES = 100; // are asked about together, so that a new line does not ask about all of them
const MOST = 100; // the server answers for so many at once

const groupOf = (line: Line): number => Math.floor(line.id / LINES);

/** By id; a card that is not among them stays as it was said. */
export function useCards(lines: Line[]): Map<string, Card> {
  const groups = [...new Set(lines.filter((line) => line.cards.length > 0).map(groupOf))];
  return useQueries({
    queries: groups.map((group) => ({
      queryKey: [ROOT, group],
      queryFn: ({ client, signal }: { client: QueryClient; signal: AbortSignal }) => ask(client, group, signal),
    })),
    combine: (answers) =>
      new Map(answers.flatMap(({ data }) => (data ? data.items.map((card) => [card.id, card] as const) : []))),
  });
}

async function ask(client: QueryClient, group: number, signal: AbortSignal): Promise<Current> {
  const lines = client.getQueryData(conversation.queryKey)?.lines ?? [];
  const cards = lines.filter((line) => groupOf(line) === group).flatMap((line) => line.cards);
  const asked = [...new Set(cards.map((card) => card.id))];
  const pages: string[][] = [];
  for (let at = 0; at < asked.length; at += MOST) pages.push(asked.slice(at, at + MOST));
  const found = await Promise.all(pages.map((id) => get<{ items: Card[] }>("/chat/cards", { id }, signal)));
  return { items: found.flatMap((one) => one.items) };
}

/** Something happened to these: cards that show one of them are asked for again. */
export function refreshCards(client: QueryClient, subjects: Set<string>): void {
  const lines = client.getQueryData(conversation.queryKey)?.lines ?? [];
  const groups = new Set(lines.filter((line) => line.cards.some((card) => subjects.has(card.id))).map(groupOf));
  void client.invalidateQueries({ queryKey: [ROOT], predicate: ({ queryKey }) => groups.has(Number(queryKey[1])) });
}

/** A new line says how its cards are: so are those of earlier lines. */
export function tellCards(client: QueryClient, line: Line): void {
  if (line.cards.length === 0) return;
  const said = new Map(line.cards.map((card) => [card.id, card]));
  client.setQueriesData<Current>({ queryKey: [ROOT] }, (known) => {
    return known && { ...known, items: known.items.map((card) => said.get(card.id) ?? card) };
  });
  refreshCards(client, new Set(said.keys()));
}

/** The card as it is now. Where its state is the one of then, its buttons are in the language of then. */
export function asNow(said: Card, now: Card | undefined): Card {
  if (!now || said.workspace) return said;
  const detail = now.detail || (now.kind === "task" ? said.detail : "");
  return { ...now, detail, buttons: now.status === said.status ? said.buttons : now.buttons };
}

/** Whether all that rang is over, so that nothing is left to snooze. */
export const isOver = (cards: Card[]): boolean =>
  cards.some((card) => card.kind === "task") && cards.every((card) => card.status !== "open");
