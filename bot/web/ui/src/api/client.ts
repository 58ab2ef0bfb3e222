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

async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
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
  if (answer.status === 204) return undefined as T;
  const data: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw problem(answer.status, data);
  return data as T;
}

function problem(status: number, data: unknown): Problem {
  const said = (data ?? {}) as { code?: string; detail?: string; title?: string };
  return new Problem(status, said.code ?? "unknown", said.detail ?? said.title ?? "");
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  send<T>("GET", address(path, query), undefined, signal);
export const post = <T>(path: string, body: unknown = {}, signal?: AbortSignal) => send<T>("POST", path, body, signal);
export const patch = <T>(path: string, body: unknown) => send<T>("PATCH", path, body);
export const remove = (path: string) => send<void>("DELETE", path);
