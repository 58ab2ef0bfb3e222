// Requests to our own server: JSON in, JSON out, and every failure a Problem with a sentence for people.
import type { components } from "./schema";

export type Schemas = components["schemas"];
export type Task = Schemas["TaskOut"];
export type TaskPage = Schemas["TaskPage"];
export type TaskPart = Partial<Schemas["TaskPart"]>;
export type Reminder = Schemas["ReminderOut"];
export type ReminderPage = Schemas["ReminderPage"];

/** What went wrong, as the server says it; `status` 0: it could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

type Query = Record<string, string | number | string[] | null | undefined>;

/** The address with those values of `query` that are set. */
export function address(path: string, query: Query = {}): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") words.append(name, String(one));
    }
  }
  return words.size ? `${path}?${words}` : path;
}

async function asked(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const sent: RequestInit = { method, headers: { Accept: "application/json" }, credentials: "same-origin" };
  if (method !== "GET") sent.headers = { Accept: "application/json", "Content-Type": "application/json" };
  if (body !== undefined) sent.body = JSON.stringify(body);
  if (signal) sent.signal = signal;
  let answer: Response;
  try {
    answer = await fetch(path, sent);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, "offline", "");
  }
  if (!answer.ok) throw problem(answer.status, await answer.json().catch(() => null));
  return answer;
}

const read = async <T>(answer: Response): Promise<T> => {
  if (answer.status === 204) return undefined as T;
  return (await answer.json().catch(() => null)) as T;
};

async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  return read<T>(await asked(method, path, body, signal));
}

/** What a request changed: `change` is what `undo` takes it back by, null when nothing was changed. */
export type Changed<T> = { data: T; change: string | null };

export async function change<T>(method: string, path: string, body: unknown = {}): Promise<Changed<T>> {
  const answer = await asked(method, path, body);
  return { change: answer.headers.get("Todobot-Change"), data: await read<T>(answer) };
}

function problem(status: number, data: unknown): Problem {
  const said = (data ?? {}) as { code?: string; detail?: string; title?: string };
  return new Problem(status, said.code ?? "unknown", said.detail ?? said.title ?? "");
}

let known: Promise<unknown> | null = null;

/** All that is read from now on waits for this. */
export function readAfter(first: Promise<unknown>): void {
  known = first;
}

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  await known;
  return send<T>("GET", address(path, query), undefined, signal);
}
export const post = <T>(path: string, body: unknown = {}, signal?: AbortSignal) => send<T>("POST", path, body, signal);
export const patch = <T>(path: string, body: unknown) => send<T>("PATCH", path, body);
/** Takes back what a request changed; a Problem says why it cannot be. */
export const undo = (change: string) => post<Schemas["UndoOut"]>("/undo", { change });
export const remove = (path: string) => send<void>("DELETE", path);
