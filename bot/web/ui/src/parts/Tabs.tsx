// A choice of what a list shows: one of a few, all of them in view.
import { Button } from "./Button";

type Props<T extends string> = {
  label: string;
  chosen: T;
  options: readonly (readonly [T, string])[];
  set: (one: T) => void;
};

export function Tabs<T extends string>({ label, chosen, options, set }: Props<T>) {
  return (
    <fieldset className="inline-flex max-w-full flex-wrap gap-0.5 rounded-lg border border-line bg-well p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map(([one, name]) => (
        <Button
          key={one}
          size="small"
          kind={chosen === one ? "plain" : "quiet"}
          aria-pressed={chosen === one}
          onClick={() => set(one)}
        >
          {name}
        </Button>
      ))}
    </fieldset>
  );
}
