// The rows of the settings.
import { type ReactNode, useId } from "react";

export function Group({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="text-xl font-bold">
        {title}
      </h2>
      {about && <p className="mb-3 text-soft">{about}</p>}
      <div className="mt-2 divide-y divide-line rounded-2xl border border-line bg-sheet px-4">{children}</div>
    </section>
  );
}

function Row({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="w-full sm:w-56">{children(id)}</div>
    </div>
  );
}

type Set = (value: string) => void;

export function Clock({ label, value, set }: { label: string; value: string; set: Set }) {
  return (
    <Row label={label}>
      {(id) => (
        <input
          key={value}
          id={id}
          type="time"
          defaultValue={value}
          className="field"
          onBlur={(event) => event.target.value !== value && set(event.target.value)}
        />
      )}
    </Row>
  );
}

export function Choice({
  label,
  value,
  options,
  set,
}: {
  label: string;
  value: string;
  options: string[][];
  set: Set;
}) {
  return (
    <Row label={label}>
      {(id) => (
        <select id={id} value={value} className="field" onChange={(event) => set(event.target.value)}>
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
