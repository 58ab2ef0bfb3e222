// The rows of the settings: what is chosen, what is usual, and the way back to it.
import { type ReactNode, useId } from "react";
import { Button } from "@/parts/Button";
import { useWords } from "@/words";

export function Group({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="text-xl font-bold">
        {title}
      </h2>
      {about && <p className="mt-0.5 max-w-prose text-soft">{about}</p>}
      <div className="mt-3 divide-y divide-line rounded-2xl border border-line bg-sheet px-4">{children}</div>
    </section>
  );
}

/** `usual` is what holds when nothing is chosen; `back` goes back to it, and is there only when something is. */
export type Usual = { usual?: string | undefined; back?: (() => void) | undefined };
type RowProps = Usual & { label: string; children: (id: string, about: string) => ReactNode };

function Row({ label, usual, back, children }: RowProps) {
  const { say } = useWords();
  const id = useId();
  const about = `${id}-usual`;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 py-2.5">
      <div className="min-w-0 flex-1 basis-48">
        <label htmlFor={id} className="block font-medium">
          {label}
        </label>
        {usual && (
          <span id={about} className="text-[0.87rem] text-soft">
            {say("usual_is", { usual })}
          </span>
        )}
        {back && (
          <Button
            size="small"
            className="mt-1 ml-2 !min-h-6 !px-2"
            onClick={back}
            aria-label={`${say("as_usual")}: ${label}`}
          >
            {say("as_usual")}
          </Button>
        )}
      </div>
      <div className="w-full sm:w-72">{children(id, about)}</div>
    </div>
  );
}

type Set = (value: string) => void;

type ClockProps = Usual & { label: string; value: string; set: Set };

export function Clock({ label, value, set, ...rest }: ClockProps) {
  return (
    <Row label={label} {...rest}>
      {(id, about) => (
        <input
          key={value}
          id={id}
          aria-describedby={about}
          type="time"
          required
          defaultValue={value}
          className="field figures"
          onBlur={(event) => {
            // What is half typed is no time: what was there stays.
            if (!event.target.value) event.target.value = value;
            else if (event.target.value !== value) set(event.target.value);
          }}
        />
      )}
    </Row>
  );
}

type ChoiceProps = Usual & { label: string; value: string; options: string[][]; set: Set };

export function Choice({ label, value, options, set, ...rest }: ChoiceProps) {
  return (
    <Row label={label} {...rest}>
      {(id, about) => (
        <select
          id={id}
          aria-describedby={rest.usual ? about : undefined}
          value={value}
          className="field"
          onChange={(event) => set(event.target.value)}
        >
          {options.map(([one, shown]) => (
            <option key={one} value={one}>
              {shown}
            </option>
          ))}
        </select>
      )}
    </Row>
  );
}

/** A fact that this person cannot change. */
export function Fact({ label, value }: { label: string; value: string }) {
  return (
    <dl className="flex flex-wrap justify-between gap-x-4 py-2.5">
      <dt className="font-medium">{label}</dt>
      <dd className="text-soft">{value}</dd>
    </dl>
  );
}
