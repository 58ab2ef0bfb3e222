// What one can do with tasks: shown before it is saved, put back when it could not be, and taken back on demand.
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Changed, change, type Task, type TaskPart, undo } from "@/api/client";
import { moved, zone } from "@/api/zone";
import { reason, useNotes } from "@/parts/Toasts";
import { type Language, type Say, useWords } from "@/words";
import { dayName, when } from "@/words/times";
import { NAMES } from "./names";
import { ROOT, replace } from "./pages";
import { HISTORY } from "./story";

type Change = { task: Task; show: (task: Task) => Task | null; save: () => Promise<Changed<Task>> };
type Act = (change: Change) => Promise<Changed<Task> | null>;
/** Asks again for all that a change of a task shows in. */
export function refresh(client: QueryClient): void {
  for (const root of [ROOT, HISTORY, NAMES, "reminders"]) void client.invalidateQueries({ queryKey: [root] });
}

const path = (task: Task): string => `/tasks/${task.number}`;

/** Shows a change at once, saves it, and puts it back with a note when it could not be saved. */
function useChange() {
  const client = useQueryClient();
  const { warn } = useNotes();
  const { say } = useWords();
  return useMutation({
    mutationKey: [ROOT],
    mutationFn: (wish: Change) => wish.save(),
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
      if (client.isMutating({ mutationKey: [ROOT] }) === 1) refresh(client);
    },
  });
}

/** Takes back what requests changed, the last one first. */
export function useUndo(): (changes: string[]) => Promise<void> {
  const client = useQueryClient();
  const { tell, warn } = useNotes();
  const { say } = useWords();
  return useMemo(
    () => async (changes) => {
      try {
        let text = "";
        for (const one of [...changes].reverse()) text = (await undo(one)).text;
        tell(changes.length > 1 ? say("undone_n", { n: changes.length }) : text);
      } catch (error) {
        warn(reason(error, say));
      }
      refresh(client);
    },
    [client, tell, warn, say],
  );
}

const putting = (task: Task, fields: TaskPart): Change => ({
  task,
  show: (now) => ({ ...now, ...fields }) as Task,
  save: () => change("PATCH", path(task), { ...fields, zone: zone() }),
});

const marking = (task: Task, done: boolean): Change => ({
  task,
  show: (now) => ({ ...now, status: done ? "done" : "open" }),
  save: () => change("POST", `${path(task)}/${done ? "complete" : "reopen"}`),
});

const erasing = (task: Task): Change => ({ task, show: () => null, save: () => change("DELETE", path(task)) });

/** What one can do with a task. Each tells what was done and offers to take it back. */
export function useDeeds() {
  const { mutateAsync } = useChange();
  const { tell } = useNotes();
  const { say, language } = useWords();
  const takeBack = useUndo();
  return useMemo(() => {
    const act: Act = (wish) => mutateAsync(wish).catch(() => null); // it has been told already
    const one = async (wish: Change, note: string): Promise<boolean> => {
      const saved = await act(wish);
      const done = saved?.change;
      if (saved) tell(note, done ? () => void takeBack([done]) : undefined);
      return saved !== null;
    };
    const many = async (tasks: Task[], wish: (task: Task) => Change, note: (n: number) => string) => {
      const saved = (await inTurn(tasks, (task) => act(wish(task)))).flatMap((done) => done.change ?? []);
      if (saved.length) tell(note(saved.length), () => void takeBack(saved));
    };
    return { ...singly(one, say, language), ...together(many, say, language) };
  }, [mutateAsync, takeBack, tell, say, language]);
}

export type Deeds = ReturnType<typeof useDeeds>;
type One = (wish: Change, note: string) => Promise<boolean>;
type Many = (tasks: Task[], wish: (task: Task) => Change, note: (n: number) => string) => Promise<void>;

function singly(one: One, say: Say, language: Language) {
  const due = (task: Task, to: string | null) => {
    const day = to ? when(to, language, say) : say("no_date");
    return one(putting(task, { due: to }), say("moved_to", { day, title: task.title }));
  };
  return {
    toggle: (task: Task) =>
      task.status === "open"
        ? one(marking(task, true), say("done_one", { title: task.title }))
        : one(marking(task, false), say("reopened", { title: task.title })),
    rename: (task: Task, title: string) => one(putting(task, { title }), say("renamed", { title })),
    prioritise: (task: Task, priority: number) =>
      one(putting(task, { priority }), say("prioritised", { priority, title: task.title })),
    /** To a day, at the time of day that it has. */
    move: (task: Task, to: string | null) => due(task, to && moved(task.due, to)),
    /** To a day or a day and a time. */
    due,
    erase: (task: Task) => one(erasing(task), say("deleted_one", { title: task.title })),
  };
}

function together(many: Many, say: Say, language: Language) {
  return {
    completeAll: (tasks: Task[]) =>
      many(
        tasks,
        (task) => marking(task, true),
        (n) => say("done_n", { n }),
      ),
    moveAll: (tasks: Task[], to: string | null) =>
      many(
        tasks,
        (task) => putting(task, { due: to && moved(task.due, to) }),
        (n) => say("moved_n", { n, day: to ? dayName(to, language, say) : say("no_date") }),
      ),
    eraseAll: (tasks: Task[]) => many(tasks, erasing, (n) => say("deleted_n", { n })),
  };
}

/** Four at a time, so that a large selection does not flood the server; answers with what worked. */
async function inTurn<T>(tasks: Task[], act: (task: Task) => Promise<T | null>): Promise<T[]> {
  const worked: T[] = [];
  const left = [...tasks];
  const work = async () => {
    for (let task = left.shift(); task; task = left.shift()) {
      const done = await act(task);
      if (done !== null) worked.push(done);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return worked;
}
