// What is read in a message before it is sent: which characters say what, and how to take a reading back.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { post, type Schemas } from "@/api/client";
import { zone } from "@/api/zone";

export type Reading = Schemas["ReadingOut"];
export type Slot = Schemas["Slot"];
export type Moment = Schemas["TimeRead"];

const PAUSE_MS = 250;
const MADE = new Set(["create_task", "remind"]);
const SHOWN = new Set(["due", "when", "priority", "tags", "assignees", "list_name", "target"]);

type Understood = { text: string; readings: Reading[] };

/** What is read in a text; asked for when the typing pauses. Until then, what was read in the text before it. */
export function useReadings(text: string): Reading[] {
  const settled = useSettled(text.trim() ? text : "");
  const asked = settled.length > 2 && settled.length <= 1000;
  const { data } = useQuery({
    queryKey: ["explain", settled],
    queryFn: async ({ signal }): Promise<Understood> => {
      const { readings } = await post<Schemas["Explained"]>("/chat/explain", { text: settled, zone: zone() }, signal);
      return { text: settled, readings };
    },
    enabled: asked,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  return useMemo(() => (data && text.trim() ? carried(data.readings, data.text, text) : []), [data, text]);
}

/** Those that would make something: their marks are shown. */
export const making = (readings: Reading[]): Reading[] =>
  readings.filter((one) => one.intent !== null && MADE.has(one.intent));

/** What was read in another text, as far as the words that say it stand in this one, unchanged. */
export function carried(readings: Reading[], before: string, text: string): Reading[] {
  if (before === text) return readings;
  const [old, now] = [[...before], [...text]];
  const most = Math.min(old.length, now.length);
  let begun = 0;
  while (begun < most && old[begun] === now[begun]) begun += 1;
  let ended = 0;
  while (ended < most - begun && old.at(-1 - ended) === now.at(-1 - ended)) ended += 1;
  const place = (span: number[]): number[] | null => {
    const [first = 0, last = 0] = span;
    if (last <= begun && !goesOn(now, last)) return [first, last];
    const shift = now.length - old.length;
    return first >= old.length - ended && !goesOn(now, first + shift) ? [first + shift, last + shift] : null;
  };
  const slot = (one: Slot): Slot[] => {
    const spans = one.spans.map(place);
    return spans.includes(null) ? [] : [{ ...one, spans: spans as number[][] }];
  };
  return readings.map((reading) => ({ ...reading, slots: reading.slots.flatMap(slot) }));
}

/** Whether a word goes on over this place. */
const goesOn = (characters: string[], at: number): boolean =>
  /^[\p{L}\p{N}]{2}$/u.test(`${characters[at - 1] ?? ""}${characters[at] ?? ""}`);

export type Piece = { at: number; text: string; slot: Slot | null };

/** The text in pieces: those that were recognised with what they are. */
export function pieces(text: string, slots: Slot[]): Piece[] {
  const characters = [...text];
  const spans = slots
    .flatMap((slot) => slot.spans.map(([first = 0, last = 0]) => ({ first, last, slot })))
    .sort((one, other) => one.first - other.first);
  const found: Piece[] = [];
  let at = 0;
  const add = (to: number, slot: Slot | null) => {
    if (to > at) found.push({ at, text: characters.slice(at, to).join(""), slot });
    at = Math.max(at, to);
  };
  for (const { first, last, slot } of spans) {
    add(Math.min(first, characters.length), null);
    add(Math.min(last, characters.length), slot);
  }
  add(characters.length, null);
  return found;
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** The slots that are worth a mark: those that words say, besides the title. */
export const marked = (reading: Reading): Slot[] =>
  reading.slots.filter((slot) => SHOWN.has(slot.name) && slot.spans.length > 0);

/** The words that say it, as typed. */
export const words = (text: string, slot: Slot): string =>
  slot.spans.map(([first, last]) => [...text].slice(first, last).join("")).join(" … ");

/** The text with these words in quotes: they are part of the title then. */
export function quoted(text: string, slot: Slot): string {
  const characters = [...text];
  for (const [first = 0, last = 0] of [...slot.spans].sort((a, b) => (b[0] ?? 0) - (a[0] ?? 0))) {
    characters.splice(first, last - first, `"${characters.slice(first, last).join("")}"`);
  }
  return characters.join("");
}

/** The text with its time written out, so that it can be read in one way only. */
export function taken(text: string, slot: Slot, moment: Moment): string {
  const [[first = 0, last = 0] = []] = slot.spans;
  const [day = "", hour = ""] = moment.start.split("T");
  const characters = [...text];
  characters.splice(first, last - first, moment.has_time ? `${day} ${hour.slice(0, 5)}` : day);
  return characters.join("");
}

/** The other ways to read a time; those that come again are not offered, for no words say them shortly. */
export const others = (slot: Slot): Moment[] => slot.readings.slice(1, 3).filter((one) => one.rrule.length === 0);
