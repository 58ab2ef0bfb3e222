// When a task shall ring, in a person's own words: read by the server, as it reads the chat.
import { type Changed, change, post, type Reminder, type Schemas } from "@/api/client";
import { zone } from "@/api/zone";
import type { Language } from "@/words";

export type Ringing = { at: string; zone: string; rrule: string[]; firings: string[] };
type Explained = Schemas["Explained"];
type Command = {
  command: string;
  text: string;
  when: { wall: string; zone: string; has_time: boolean } | null;
  rrule: string[];
};

// A whole wish around the words, in either language; its text comes back alone when all the words were a time.
const AROUND: Record<Language, (words: string) => string> = {
  en: (words) => `remind me to x ${words}`,
  de: (words) => `erinnere mich an x ${words}`,
};
const OTHER: Record<Language, Language> = { en: "de", de: "en" };

/** The time that the words mean; null when they are none. */
export async function readWords(words: string, language: Language): Promise<Ringing | null> {
  return (await readIn(words, language)) ?? (await readIn(words, OTHER[language]));
}

async function readIn(words: string, language: Language): Promise<Ringing | null> {
  const said = await post<Explained>("/chat/explain", { text: AROUND[language](words.trim()), zone: zone() });
  const command = said.command as Command | null;
  if (command?.command !== "remind" || command.text !== "x" || !command.when) return null;
  const { wall, has_time: timed } = command.when;
  const firings = said.readings[0]?.firings.map((one) => one.utc) ?? [];
  return { at: timed ? wall : wall.slice(0, 10), zone: command.when.zone, rrule: command.rrule, firings };
}

/** Lets the task ring so. */
export const remind = (task: number, when: Ringing): Promise<Changed<Reminder>> =>
  change("POST", "/reminders", { task, at: when.at, zone: when.zone, rrule: when.rrule });
