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
type History = { items: Line[]; next: number | null; previous: number | null };

/** As much of the conversation as is here: without gaps, `previous` is where to ask on for what was said before. */
export type Talk = { lines: Line[]; previous: number | null };

const KEY = ["chat"];
const PAGE = 100;
const history = (query: Record<string, number>, signal?: AbortSignal) =>
  get<History>("/chat/history", { ...query, limit: PAGE }, signal);

export const conversation = queryOptions({
  queryKey: KEY,
  queryFn: async ({ client, signal }): Promise<Talk> => {
    const { items, previous } = await history({}, signal);
    return joined(client.getQueryData<Talk>(KEY), { lines: items, previous });
  },
});

/** What was loaded before and the newest page as one, or that page alone where lines between the two are not here. */
export function joined(before: Talk | undefined, newest: Talk): Talk {
  const first = newest.lines[0]?.id;
  const last = before?.lines.at(-1)?.id;
  if (!before || first === undefined || last === undefined || last < first - 1 || last > (newest.lines.at(-1)?.id ?? 0))
    return newest;
  const older = before.lines.filter((one) => one.id < first);
  return older.length > 0 ? { lines: [...older, ...newest.lines], previous: before.previous } : newest;
}

/** The line in its place; one that is there already stays. */
export function withLine(talk: Talk, line: Line): Talk {
  if (talk.lines.some((one) => one.id === line.id)) return talk;
  return { ...talk, lines: [...talk.lines, line].sort((one, other) => one.id - other.id) };
}

const change = (client: QueryClient, make: (talk: Talk) => Talk): void => {
  client.setQueryData<Talk>(KEY, (talk) => talk && make(talk));
};

export const addLine = (client: QueryClient, line: Line): void => change(client, (talk) => withLine(talk, line));

/** Loads what was said before; an answer that comes after the conversation was loaded anew is let go. */
export async function loadOlder(client: QueryClient): Promise<void> {
  const before = client.getQueryData<Talk>(KEY)?.previous;
  if (!before) return;
  const found = await history({ before });
  change(client, (talk) =>
    talk.previous === before ? { lines: [...found.items, ...talk.lines], previous: found.previous } : talk,
  );
}

export type Wish = { text: string } | { action: string; form?: Record<string, string> };

/** Says it, and answers with the form if one is to be filled in. The key makes a second try harmless. */
export async function say(wish: Wish, key: string): Promise<Form | null> {
  const answer = await post<Line>("/chat", { ...wish, key, zone: zone() });
  return answer.form;
}

/** What was said since the last line that is here. */
export async function catchUp(client: QueryClient): Promise<void> {
  let next: number | null = client.getQueryData<Talk>(KEY)?.lines.at(-1)?.id ?? 0;
  while (next !== null) {
    const found: History = await history({ after: next });
    for (const line of found.items) addLine(client, line);
    next = found.next;
  }
}
