// A dialog that asks for a day and a time.
import { type FormEvent, useState } from "react";
import { dueDay, dueTime } from "@/api/zone";
import { Button } from "@/parts/Button";
import { Sheet } from "@/parts/Sheet";
import { useWords } from "@/words";

type Props = {
  title: string;
  label: string;
  hint?: string | undefined;
  action: string;
  at: string | null;
  close: () => void;
  done: (at: string) => void;
};

export function MomentSheet({ title, label, hint, action, at, close, done }: Props) {
  const { say } = useWords();
  const [past, setPast] = useState(false);
  const first = at && Date.parse(at) > Date.now() ? at : new Date(Date.now() + 3_600_000).toISOString();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = String(new FormData(event.currentTarget).get("at"));
    if (Date.parse(chosen) <= Date.now()) return setPast(true);
    done(chosen);
    close();
  };
  return (
    <Sheet title={title} open onClose={close}>
      <form onSubmit={submit} onChange={() => setPast(false)}>
        <label className="block text-[0.87rem] font-medium text-soft">
          {label}
          <input
            type="datetime-local"
            name="at"
            required
            defaultValue={`${dueDay(first)}T${dueTime(first)}`}
            aria-invalid={past}
            className="field mt-1"
          />
        </label>
        {hint && <p className="mt-2 text-[0.9rem] text-soft">{hint}</p>}
        {past && (
          <p role="alert" className="mt-2 rounded-lg bg-late-wash px-3 py-2">
            {say("is_past")}
          </p>
        )}
        <div className="mt-4 flex justify-end gap-2">
          <Button kind="quiet" onClick={close}>
            {say("cancel")}
          </Button>
          <Button kind="primary" type="submit">
            {action}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
