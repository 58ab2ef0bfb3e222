// The fields of a task's form, filled with what is there.
import { type ComponentProps, type ReactNode, useId } from "react";
import type { Task } from "@/api/client";
import { dueDay, dueTime } from "@/api/zone";
import { useWords } from "@/words";
import { AgainField } from "./AgainField";
import { AssigneesField } from "./AssigneesField";
import { useLists, useTags } from "./names";

export function Fields({ task }: { task: Task | null }) {
  const { say } = useWords();
  const due = task?.due ?? "";
  const tags = useTags().data ?? [];
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
      <Choice
        label={say("status")}
        name="status"
        value={task?.status ?? "open"}
        options={task ? [...OPEN_OR_DONE].map((one) => [one, say(one)]) : [["open", say("open")]]}
      />
      <Line
        label={say("tags")}
        name="tags"
        placeholder={say("tags_hint")}
        defaultValue={task?.tags.join(" ")}
        known={tags}
      />
      <ListField task={task} />
      <AssigneesField initial={task?.assignees ?? []} />
      <AgainField task={task} />
    </>
  );
}

const OPEN_OR_DONE = ["open", "done"] as const;

/** The list that a task lives in; one that is somebody else's has no name here, and is left as it is when left empty. */
function ListField({ task }: { task: Task | null }) {
  const { say } = useWords();
  const found = useLists();
  const lists = found.data ?? [];
  const here = lists.find((one) => one.id === task?.list_id);
  const was = here && here.kind !== "inbox" ? here.name : "";
  const elsewhere = task !== null && found.isSuccess && !here;
  return (
    // Drawn anew when the name is known, so that the field begins with it.
    <div key={was}>
      <input type="hidden" name="list_was" value={was} />
      <Line
        label={say("list")}
        name="list"
        placeholder={elsewhere ? say("list_elsewhere") : say("inbox")}
        defaultValue={was}
        maxLength={200}
        known={lists.filter((one) => one.kind !== "inbox").map((one) => one.name)}
      />
    </div>
  );
}

type LineProps = ComponentProps<"input"> & { label: string; wide?: boolean; known?: readonly string[] };

function Line({ label, wide = false, known, ...rest }: LineProps) {
  return (
    <Labelled label={label} wide={wide}>
      {(id) => (
        <>
          <input id={id} className="field" {...rest} {...(known ? { list: `${id}-known` } : {})} />
          {known && (
            <datalist id={`${id}-known`}>
              {known.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      )}
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

type LabelledProps = { label: string; children: (id: string) => ReactNode; wide?: boolean };

function Labelled({ label, children, wide = false }: LabelledProps) {
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
