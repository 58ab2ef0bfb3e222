// Completions while one types: the tasks that a sentence may mean, and the names of time zones.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get, type Schemas } from "@/api/client";
import type { Reading, Slot } from "./preview";

export type Offer = Schemas["Suggestion"];
type Wanted = { kind: "task" | "zone"; words: string; span: number[] };
export type Offers = {
  items: Offer[];
  at: number;
  /** The text with this one put in. */
  take: (offer: Offer) => string;
  /** Takes the keys that choose: the offer that is taken, or whether the key was one of ours. */
  key: (key: string) => Offer | boolean;
};

const MOST = 6;
const NONE: Offer[] = [];
const STANDS_FOR_ONE = new Set(["complete_task", "reopen_task", "delete_task", "show_task"]);

/** What could be completed at the end of the text. */
export function wanted(text: string, readings: Reading[]): Wanted | null {
  for (const reading of readings) {
    const found = reading.slots.map((slot) => atEnd(text, slot)).find(Boolean);
    if (found) return found;
    if (/\s$/.test(text) && lacksOne(reading)) return { kind: "task", words: "", span: [[...text].length] };
  }
  return null;
}

/** Words at the end that stand for a task or a zone. */
function atEnd(text: string, slot: Slot): Wanted | null {
  const [span] = slot.spans;
  if (!span || slot.spans.length > 1 || span[1] !== [...text.trimEnd()].length) return null;
  const words = [...text].slice(span[0], span[1]).join("");
  if (slot.name === "ref" && kindOf(slot) === "title") return { kind: "task", words, span };
  return slot.name === "zone" ? { kind: "zone", words, span } : null;
}

const kindOf = (slot: Slot | undefined) => (slot?.value as { kind?: string } | undefined)?.kind;

/** Whether it is about one task, and none was named yet. */
function lacksOne({ intent, slots }: Reading): boolean {
  const named = kindOf(slots.find((slot) => slot.name === "ref")) ?? "this";
  return intent !== null && STANDS_FOR_ONE.has(intent) && named === "this";
}

export function useOffers(text: string, readings: Reading[]): Offers {
  const [closed, setClosed] = useState("");
  const [chosen, setChosen] = useState({ text: "", at: -1 });
  const asked = closed === text ? null : wanted(text, readings);
  const { data } = useQuery({
    queryKey: ["suggest", asked?.kind, asked?.words],
    queryFn: async ({ signal }): Promise<Offer[]> => {
      const query = { kind: asked?.kind, text: asked?.words.slice(0, 200) };
      return (await get<Schemas["Suggestions"]>("/chat/suggest", query, signal)).items.slice(0, MOST);
    },
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const items = asked && data ? data.filter((one) => one.value !== asked.words) : NONE;
  const at = chosen.text === text ? Math.min(chosen.at, items.length - 1) : -1;
  const take = (offer: Offer): string => {
    const characters = [...text];
    const [first = 0, last = characters.length] = asked?.span ?? [];
    return [...characters.slice(0, first), offer.value, ...characters.slice(last)].join("").trimEnd();
  };
  const key = (pressed: string): Offer | boolean => {
    const choice = items.length > 0 ? choose(pressed, at, items.length) : null;
    if (typeof choice === "number") setChosen({ text, at: choice });
    if (choice === "close") setClosed(text);
    if (choice === "take") return items[Math.max(0, at)] ?? false;
    return choice !== null;
  };
  return { items, at, take, key };
}

/** What a key does among so many, of which `at` is chosen (-1: none): the next one chosen, or what else. */
export function choose(pressed: string, at: number, many: number): number | "take" | "close" | null {
  if (pressed === "ArrowDown") return (at + 1) % many;
  if (pressed === "ArrowUp") return (at <= 0 ? many : at) - 1;
  if (pressed === "Escape") return "close";
  return pressed === "Tab" || (pressed === "Enter" && at >= 0) ? "take" : null;
}
