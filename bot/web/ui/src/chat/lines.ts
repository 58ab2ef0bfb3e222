// The lines of the conversation as the server keeps them, and how they get into the page's memory.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import { zone } from "@/api/zone";

export type Button = { label: string; action: string; style: "plain" | "primary" | "danger" };
export type Part =
  | string
  | { kind: "instant"; at: string; zone: string; text: string }
  | { kind: "day"; on: string; text: string }
  | { kind: "mention"; account: string; name: string; text: string };
export type Card = {
  kind: "task" | "reminder";
  id: string;
  number: number | string | null;
  title: string;
  status: string;
  due: string | null;
  due_text: string;
  priority: number;
  tags: string[];
  assignees: string[];
  description: string;
  detail: string;
  workspace: string | null;
  buttons: Button[];
};
export type Field = {
  name: string;
  label: string;
  value: string;
  kind: "text" | "multiline" | "date" | "time" | "choice" | "people" | "suggest";
  choices: string[];
  required: boolean;
};
export type Form = { title: string; action: string; fields: Field[] };
export type Line = {
  id: number;
  at: string;
  author: string;
  text: string;
  parts: Part[];
  cards: Card[];
  buttons: Button[];
  form: Form | null;
  kind: string;
  code: string;
};
type History = { items: Line[]; next: number | null };

const KEY = ["chat"];

export const conversation = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => get<History>("/chat/history", { limit: 200 }, signal).then((found) => found.items),
});

/** The line in its place; one that is there already stays. */
export function withLine(lines: Line[], line: Line): Line[] {
  if (lines.some((one) => one.id === line.id)) return lines;
  return [...lines, line].sort((one, other) => one.id - other.id);
}

export function addLine(client: QueryClient, line: Line): void {
  client.setQueryData(conversation.queryKey, (lines: Line[] | undefined) => lines && withLine(lines, line));
}

export type Wish = { text: string } | { action: string; form?: Record<string, string> };

/** Says it, and answers with the form if one is to be filled in. The key makes a second try harmless. */
export async function say(wish: Wish, key: string): Promise<Form | null> {
  const answer = await post<Line>("/chat", { ...wish, key, zone: zone() });
  return answer.form;
}

/** What was said since the last line that is here. */
export async function catchUp(client: QueryClient): Promise<void> {
  const known = client.getQueryData(conversation.queryKey) ?? [];
  const found = await get<History>("/chat/history", { after: known.at(-1)?.id ?? 0, limit: 200 });
  for (const line of found.items) addLine(client, line);
}
