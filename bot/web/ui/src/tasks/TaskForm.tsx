// The form for every field of a task, for a new one and for one that is there.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ComponentProps, type FormEvent, type ReactNode, useId } from "react";
import { patch, post, type Task } from "@/api/client";
import { dueDay, dueTime, zone } from "@/api/zone";
import { Button } from "@/parts/Button";
import { Sheet } from "@/parts/Sheet";
import { reason, useNotes } from "@/parts/Toasts";
import { useWords } from "@/words";

type Props = { task: Task | null; close: () => void };

/** What the form's fields mean to the server; empty ones that would change nothing are left out. */
export function filled(data: FormData, task: Task | null): Record<string, unknown> {
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const words = (name: string, by: RegExp) =>
    text(name)
      .split(by)
      .map((one) => one.trim())
      .filter(Boolean);
  const due = text("day") ? text("day") + (text("time") ? `T${text("time")}` : "") : null;
  const body: Record<string, unknown> = {
    title: text("title"),
    description: text("description"),
    due,
    priority: Number(text("priority")),
    tags: words("tags", /[\s,]+/).map((tag) => tag.replace(/^#/, "")),
    zone: zone(),
  };
  if (text("assignees")) body.assignees = words("assignees", /,/);
  if (text("list")) body.list = text("list");
  if (task) body.status = text("status");
  return body;
}

export function TaskForm({ task, close }: Props) {
  const { say } = useWords();
  const { tell } = useNotes();
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (body: Record<string, unknown>) =>
      task ? patch<Task>(`/tasks/${task.number}`, body) : post<Task>("/tasks", body),
    onSuccess: (saved) => {
      tell(task ? say("saved") : say("created", { number: saved.number }));
      close();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["tasks"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    saving.mutate(filled(new FormData(event.currentTarget), task));
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

function Fields({ task }: { task: Task | null }) {
  const { say } = useWords();
  const due = task?.due ?? "";
  return (
    <>
      <Line label={say("title")} name="title" required maxLength={200} defaultValue={task?.title} wide />
      <Labelled label={say("description")} wide>
        {(id) => (
          <textarea
            id={id}
            name="description"
            rows={3}
            maxLength={10000}
            defaultValue={task?.description}
            className="field"
          />
        )}
      </Labelled>
      <Line label={say("due_date")} name="day" type="date" defaultValue={due && dueDay(due)} />
      <Line label={say("due_time")} name="time" type="time" defaultValue={due && dueTime(due)} />
      <Choice
        label={say("priority")}
        name="priority"
        value={`${task?.priority ?? 4}`}
        options={["1", "2", "3", "4"].map((n) => [n, `p${n}`])}
      />
      {task ? (
        <Choice
          label={say("status")}
          name="status"
          value={task.status}
          options={[
            ["open", say("open")],
            ["done", say("done")],
          ]}
        />
      ) : (
        <span className="hidden sm:block" />
      )}
      <Line label={say("tags")} name="tags" placeholder={say("tags_hint")} defaultValue={task?.tags.join(" ")} />
      <Line label={say("list")} name="list" placeholder={task ? say("list_hint") : "inbox"} maxLength={200} />
      <Line label={say("assignees")} name="assignees" placeholder={say("assignees_hint")} wide />
    </>
  );
}

type LineProps = ComponentProps<"input"> & { label: string; wide?: boolean };

function Line({ label, wide = false, ...rest }: LineProps) {
  return (
    <Labelled label={label} wide={wide}>
      {(id) => <input id={id} className="field" {...rest} />}
    </Labelled>
  );
}

function Choice({ label, name, value, options }: { label: string; name: string; value: string; options: string[][] }) {
  return (
    <Labelled label={label}>
      {(id) => (
        <select id={id} name={name} defaultValue={value} className="field">
          {options.map(([one, shown]) => (
            <option key={one} value={one}>
              {shown}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

function Labelled({
  label,
  children,
  wide = false,
}: {
  label: string;
  children: (id: string) => ReactNode;
  wide?: boolean;
}) {
  const id = useId();
  return (
    <div className={wide ? "sm:col-span-2" : ""}>
      <label htmlFor={id} className="mb-1 block text-[0.87rem] font-medium text-soft">
        {label}
      </label>
      {children(id)}
    </div>
  );
}
