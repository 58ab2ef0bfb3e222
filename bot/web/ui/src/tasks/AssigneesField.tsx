// Whom a task is for: those chosen, each with a way out, and a box to add one more.
import { type KeyboardEvent, useId, useState } from "react";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";
import { type Person, usePeople } from "./names";

type Props = { initial: readonly string[] };

/** Its values are ids of people, or names as they were typed; the server says which of them is nobody's. */
export function AssigneesField({ initial }: Props) {
  const { say } = useWords();
  const people = usePeople().data ?? [];
  const { chosen, typed, setTyped, add, drop } = useAssignees(initial, people);
  const id = useId();
  const nameOf = (one: string) => people.find((person) => person.id === one)?.name ?? one;
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== ",") return;
    if (!typed.trim()) return;
    event.preventDefault();
    add(typed);
  };
  const changed = (text: string) => (people.some((person) => person.name === text) ? add(text) : setTyped(text));
  return (
    <div className="sm:col-span-2">
      <label htmlFor={id} className="mb-1 block text-[0.87rem] font-medium text-soft">
        {say("assignees")}
      </label>
      <div className="field flex flex-wrap items-center gap-1.5">
        {chosen.map((one) => (
          <Chosen key={one} value={one} name={nameOf(one)} off={() => drop(one)} />
        ))}
        <input
          id={id}
          name="assignees"
          list={`${id}-people`}
          value={typed}
          placeholder={chosen.length ? "" : say("assignees_hint")}
          onChange={(event) => changed(event.target.value)}
          onKeyDown={pressed}
          onBlur={() => typed.trim() && add(typed)}
          autoComplete="off"
          className="min-h-6 min-w-32 flex-1 bg-transparent outline-none"
        />
        <datalist id={`${id}-people`}>
          {people
            .filter((person) => !chosen.includes(person.id))
            .map((person) => (
              <option key={person.id} value={person.name} />
            ))}
        </datalist>
      </div>
    </div>
  );
}

function useAssignees(initial: readonly string[], people: readonly Person[]) {
  const [chosen, setChosen] = useState<readonly string[]>(initial);
  const [typed, setTyped] = useState("");
  const add = (text: string) => {
    const name = text.trim().replace(/^@/, "");
    const found = people.find((person) => [person.name, person.account].some((own) => same(own, name)));
    const one = found?.id ?? name;
    setTyped("");
    if (one) setChosen((all) => (all.includes(one) ? all : [...all, one]));
  };
  const drop = (one: string) => setChosen((all) => all.filter((other) => other !== one));
  return { chosen, typed, setTyped, add, drop };
}

function Chosen({ value, name, off }: { value: string; name: string; off: () => void }) {
  const { say } = useWords();
  return (
    <span className="flex items-center gap-1 rounded bg-spruce-wash pl-2 text-spruce">
      {name}
      <input type="hidden" name="assignees" value={value} />
      <button
        type="button"
        aria-label={say("free_person", { name })}
        onClick={off}
        className="grid size-6 place-items-center rounded hover:bg-sheet"
      >
        <Icon sign="close" className="size-3.5" />
      </button>
    </span>
  );
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
