// The form for every field of a task, for a new one and for one that is there.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { change, type Task } from "@/api/client";
import { zone } from "@/api/zone";
import { Button } from "@/parts/Button";
import { Sheet } from "@/parts/Sheet";
import { reason, useNotes } from "@/parts/Toasts";
import { type Say, useWords } from "@/words";
import { readWords, remind } from "./again";
import { refresh, useUndo } from "./deeds";
import { Fields } from "./TaskFields";

type Props = { task: Task | null; close: () => void };

/** What the form's fields mean to the server; a list that was not touched is left out. */
export function filled(data: FormData, task: Task | null): Record<string, unknown> {
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const due = text("day") ? text("day") + (text("time") ? `T${text("time")}` : "") : null;
  const body: Record<string, unknown> = {
    title: text("title"),
    description: text("description"),
    due,
    priority: Number(text("priority")),
    tags: text("tags")
      .split(/[\s,]+/)
      .map((tag) => tag.replace(/^#/, ""))
      .filter(Boolean),
    assignees: data.getAll("assignees").map(String).filter(Boolean),
    zone: zone(),
  };
  if (text("list") !== text("list_was")) body.list = text("list") || "inbox";
  if (task) body.status = text("status");
  return body;
}

export function TaskForm({ task, close }: Props) {
  const { say } = useWords();
  const { tell } = useNotes();
  const takeBack = useUndo();
  const client = useQueryClient();
  const save = useSave(task);
  const saving = useMutation({
    mutationFn: save,
    onSuccess: ({ number, changes }) => {
      const note = task ? say("saved") : say("created", { number });
      tell(note, changes.length ? () => void takeBack(changes) : undefined);
      close();
    },
    onSettled: () => refresh(client),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    saving.mutate(new FormData(event.currentTarget));
  };
  return (
    <Sheet title={say(task ? "edit_task" : "new_task")} open onClose={close} wide>
      <form onSubmit={submit} className="grid gap-3.5 sm:grid-cols-2">
        <Fields task={task} />
        {saving.isError && (
          <p role="alert" className="rounded-lg bg-late-wash px-3 py-2 sm:col-span-2">
            {reason(saving.error, say)}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-1 sm:col-span-2">
          <Button kind="quiet" onClick={close}>
            {say("cancel")}
          </Button>
          <Button kind="primary" type="submit" disabled={saving.isPending}>
            {say("save")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

type Saved = { number: number; changes: string[] };

/** Saves the task, then what rings for it; the words are read before anything is written. */
function useSave(task: Task | null): (data: FormData) => Promise<Saved> {
  const { say, language } = useWords();
  return async (data) => {
    const words = String(data.get("again") ?? "").trim();
    const ringing = words ? ((await readWords(words, language)) ?? unread(say)) : null;
    const body = filled(data, task);
    const saved = await (task
      ? change<Task>("PATCH", `/tasks/${task.number}`, body)
      : change<Task>("POST", "/tasks", body));
    const { number } = saved.data;
    const changes = [saved.change];
    for (const one of data.getAll("stop")) changes.push((await change("DELETE", `/reminders/${one}`)).change);
    if (ringing) changes.push((await remind(number, ringing)).change);
    return { number, changes: changes.filter((one) => one !== null) };
  };
}

function unread(say: Say): never {
  throw new Error(say("again_unread"));
}
