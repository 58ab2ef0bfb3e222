// A form that the bot hands out, to be filled in over the conversation.
import { type FormEvent, useId } from "react";
import { Button } from "@/parts/Button";
import { Sheet } from "@/parts/Sheet";
import { useWords } from "@/words";
import type { Field, Form, Wish } from "./lines";

type Props = { form: Form | null; close: () => void; submit: (wish: Wish) => void };

export function FormSheet({ form, close, submit }: Props) {
  const { say } = useWords();
  if (!form) return null;
  const done = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const filled = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]);
    submit({ action: form.action, form: Object.fromEntries(filled) });
    close();
  };
  return (
    <Sheet title={form.title} open onClose={close}>
      <form onSubmit={done} className="space-y-3">
        {form.fields.map((field) => (
          <Entry key={field.name} field={field} />
        ))}
        <div className="flex justify-end gap-2 pt-2">
          <Button kind="quiet" onClick={close}>
            {say("cancel")}
          </Button>
          <Button kind="primary" type="submit">
            {say("save")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

function Entry({ field }: { field: Field }) {
  const id = useId();
  const shared = { id, name: field.name, defaultValue: field.value, required: field.required, className: "field" };
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-[0.87rem] font-medium text-soft">
        {field.label}
      </label>
      {field.kind === "multiline" && <textarea {...shared} rows={4} />}
      {field.kind === "choice" && (
        <select {...shared}>
          {field.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      )}
      {field.kind !== "multiline" && field.kind !== "choice" && (
        <input {...shared} type={field.kind === "date" || field.kind === "time" ? field.kind : "text"} />
      )}
    </div>
  );
}
