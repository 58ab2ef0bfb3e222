// Tasks of the server in the page's memory: pages of them, and changes that show before they are saved.
import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { useMemo } from "react";
import { get, patch, post, remove, type Task, type TaskPage, type TaskPart } from "@/api/client";
import { moved, zone } from "@/api/zone";
import { reason, useNotes } from "@/parts/Toasts";
import { useWords } from "@/words";
import { dayName } from "@/words/times";
import { asked, type Filters } from "./filters";

type Pages = InfiniteData<TaskPage, string | null>;
const ROOT = "tasks";
const PAGE = 200;

export const pages = (filters: Filters) =>
  infiniteQueryOptions({
    queryKey: [ROOT, "pages", filters],
    queryFn: ({ pageParam, signal }) =>
      get<TaskPage>("/tasks", { ...asked(filters), zone: zone(), limit: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const single = (number: string) =>
  queryOptions({
    queryKey: [ROOT, "one", number],
    queryFn: ({ signal }) => get<Task>(`/tasks/${number}`, {}, signal),
    retry: false,
  });

/** Replaces the task wherever it is shown; null takes it away. */
export function replace(client: QueryClient, id: string, make: (task: Task) => Task | null): void {
  client.setQueriesData<Pages>({ queryKey: [ROOT, "pages"] }, (data) => {
    if (!data) return data;
    const each = (page: TaskPage): TaskPage => ({
      ...page,
      items: page.items.flatMap((task) => (task.id === id ? (make(task) ?? []) : task)),
    });
    return { ...data, pages: data.pages.map(each) };
  });
  client.setQueriesData<Task>({ queryKey: [ROOT, "one"] }, (task) => (task?.id === id ? (make(task) ?? task) : task));
}

type Change = { task: Task; show: (task: Task) => Task | null; save: () => Promise<unknown> };

/** Shows a change at once, saves it, and puts it back with a note when it could not be saved. */
export function useChange() {
  const client = useQueryClient();
  const { warn } = useNotes();
  const { say } = useWords();
  return useMutation({
    mutationFn: (change: Change) => change.save(),
    onMutate: async ({ task, show }) => {
      await client.cancelQueries({ queryKey: [ROOT] });
      const before = client.getQueriesData({ queryKey: [ROOT] });
      replace(client, task.id, show);
      return { before };
    },
    onError: (error, _, kept) => {
      for (const [key, data] of kept?.before ?? []) client.setQueryData(key, data);
      warn(say("undone", { why: reason(error, say) }));
    },
    onSettled: () => {
      if (client.isMutating() === 1) void client.invalidateQueries({ queryKey: [ROOT] });
    },
  });
}

const path = (task: Task): string => `/tasks/${task.number}`;

/** What one can do with a task. Each tells what was done and offers to take it back. */
export function useDeeds() {
  const { mutateAsync } = useChange();
  const { tell } = useNotes();
  const { say, language } = useWords();
  return useMemo(() => {
    const quiet = (change: Change) => mutateAsync(change).catch(() => null); // it has been told already
    const put = (task: Task, part: TaskPart, note?: string, undo?: () => void) =>
      quiet({
        task,
        show: (now) => ({ ...now, ...part }) as Task,
        save: () => patch(path(task), { ...part, zone: zone() }),
      }).then((saved) => (saved && note ? tell(note, undo) : undefined));
    const mark = (task: Task, done: boolean) =>
      quiet({
        task,
        show: (now) => ({ ...now, status: done ? "done" : "open" }),
        save: () => post(`${path(task)}/${done ? "complete" : "reopen"}`),
      });
    const toggle = async (task: Task) => {
      const done = task.status === "open";
      const saved = await mark(task, done);
      if (saved) tell(say(done ? "done_one" : "reopened", { title: task.title }), () => void mark(task, !done));
    };
    const toggleAll = async (tasks: Task[]) => {
      const saved = await inTurn(tasks, (task) => mark(task, true));
      const undo = () => void inTurn(saved, (task) => mark(task, false));
      if (saved.length) tell(say("done_n", { n: saved.length }), undo);
    };
    const move = (task: Task, to: string | null) => {
      const back = () => void put(task, { due: task.due });
      const name = to ? dayName(to, language, say) : say("no_date");
      return put(task, { due: to && moved(task.due, to) }, say("moved_to", { day: name, title: task.title }), back);
    };
    const erase = (task: Task) =>
      quiet({ task, show: () => null, save: () => remove(path(task)).then(() => true) }).then(
        (gone) => gone && tell(say("deleted_one", { title: task.title })),
      );
    return { put, toggle, toggleAll, move, erase };
  }, [mutateAsync, tell, say, language]);
}

export type Deeds = ReturnType<typeof useDeeds>;

/** Four at a time, so that a large selection does not flood the server; answers with those that worked. */
async function inTurn(tasks: Task[], act: (task: Task) => Promise<unknown>): Promise<Task[]> {
  const worked: Task[] = [];
  const left = [...tasks];
  const work = async () => {
    for (let task = left.shift(); task; task = left.shift()) if (await act(task)) worked.push(task);
  };
  await Promise.all([work(), work(), work(), work()]);
  return worked;
}
