// What is read in a message before it is sent: which characters say what, and how to take a reading back.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { post, type Schemas } from "@/api/client";
import { zone } from "@/api/zone";

export type Reading = Schemas["ReadingOut"];
export type Slot = Schemas["Slot"];
export type Moment = Schemas["TimeRead"];

const PAUSE_MS = 250;
const MADE = new Set(["create_task", "remind"]);
const SHOWN = new Set(["due", "when", "priority", "tags", "assignees", "list_name", "target"]);

/** The readings of a text that would make something; asked for when the typing pauses. */
export function useReadings(text: string): Reading[] {
  const settled = useSettled(text.trim() ? text : "");
  const { data } = useQuery({
    queryKey: ["explain", settled],
    queryFn: ({ signal }) => post<Schemas["Explained"]>("/chat/explain", { text: settled, zone: zone() }, signal),
    enabled: settled.length > 2 && settled.length <= 1000,
    staleTime: 60_000,
    retry: false,
  });
  if (settled !== text || !data) return [];
  return data.readings.filter((one) => one.intent !== null && MADE.has(one.intent));
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
