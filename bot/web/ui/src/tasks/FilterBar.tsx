// What narrows and orders the list.
import { useEffect, useState } from "react";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { useWords, type Word } from "@/words";
import { type Filters, narrowed, SORTS, type Sort } from "./filters";
import { useLists, usePeople, useTags } from "./names";

type Props = { filters: Filters; change: (part: Partial<Filters>) => void };
type Option = { value: string; label: string };
const SORT_WORDS: Record<Sort, Word> = {
  due: "sort_due",
  priority: "sort_priority",
  "-created": "sort_created",
  "-updated": "sort_updated",
  number: "sort_number",
};

export function FilterBar({ filters, change }: Props) {
  const { say } = useWords();
  const option = (value: string, word: Word): Option => ({ value, label: say(word) });
  const priorities = [option("", "any_priority"), ...[1, 2, 3, 4].map((n) => ({ value: `${n}`, label: `p${n}` }))];
  const statuses = [option("", "open"), option("done", "done"), option("all", "all")];
  const whose = useWhose(filters.who);
  const lists = useLists().data?.map((one) => one.name) ?? [];
  const sorts = SORTS.map((sort) => option(sort, SORT_WORDS[sort]));
  const tags = useTags().data ?? [];
  const [open, setOpen] = useState(false);
  const set = (part: Record<string, unknown>) => change(part as Partial<Filters>);
  return (
    <search className="flex shrink-0 flex-wrap items-center gap-1.5 border-b border-line px-4 py-2 md:px-7">
      <Words id="find" label={say("find")} value={filters.q ?? ""} set={(q) => set({ q })} wide />
      <Button
        size="small"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className={`min-h-8 sm:hidden ${narrowed(filters) ? "!border-spruce !bg-spruce-wash" : ""}`}
      >
        <Icon sign="filter" className="size-4" />
        {say("filters")}
      </Button>
      <div className={`${open ? "flex" : "hidden"} w-full flex-wrap gap-1.5 sm:contents`}>
        <Pick label={say("status")} value={filters.status ?? ""} options={statuses} set={(status) => set({ status })} />
        <Pick
          label={say("priority")}
          value={`${filters.priority ?? ""}`}
          options={priorities}
          set={(p) => set({ priority: p && Number(p) })}
        />
        <Pick label={say("assignee")} value={filters.who ?? ""} options={whose} set={(who) => set({ who })} />
        <Words
          id="tag"
          label={say("tag")}
          value={filters.tag ?? ""}
          set={(tag) => set({ tag: tag?.replace(/^#/, "") })}
          known={tags}
        />
        <Words id="list" label={say("list")} value={filters.list ?? ""} set={(list) => set({ list })} known={lists} />
        <Pick label={say("sort")} value={filters.sort ?? "due"} options={sorts} set={(sort) => set({ sort })} />
      </div>
    </search>
  );
}

/** Mine, given to others, and each of the other people; one who is gone keeps their place. */
function useWhose(who: string | undefined): Option[] {
  const { say } = useWords();
  const people = usePeople().data ?? [];
  const own = ["", "me", "given"];
  const others = people.filter((one) => !one.me).map((one) => ({ value: one.id, label: one.name }));
  const known = !who || own.includes(who) || others.some((one) => one.value === who);
  return [
    { value: "", label: say("anyone") },
    { value: "me", label: say("mine") },
    { value: "given", label: say("given") },
    ...others,
    ...(known ? [] : [{ value: who, label: people.find((one) => one.id === who)?.name ?? who }]),
  ];
}

type PickProps = { label: string; value: string; options: Option[]; set: (value: string | undefined) => void };

function Pick({ label, value, options, set }: PickProps) {
  const changed = value !== options[0]?.value;
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => set(event.target.value || undefined)}
      className={`field !min-h-8 !w-auto text-[0.87rem] ${changed ? "!border-spruce !bg-spruce-wash" : "!border-line"}`}
    >
      {options.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  );
}

type WordsProps = {
  id: string;
  label: string;
  value: string;
  set: (value: string | undefined) => void;
  wide?: boolean;
  known?: readonly string[];
};
const QUIET_MS = 200;

/** Words that take effect once one has stopped typing. */
function Words({ id, label, value, set, wide = false, known = [] }: WordsProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => set(text.trim() || undefined), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text, value, set]);
  return (
    <div className={`relative ${wide ? "min-w-44 flex-1" : "w-24"}`}>
      {wide && <Icon sign="search" className="absolute top-2 left-2 size-4 text-soft" />}
      <input
        id={id}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={200}
        list={known.length ? `${id}-known` : undefined}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        className={`field !min-h-8 !border-line text-[0.87rem] ${wide ? "!pl-7.5" : ""}`}
      />
      {known.length > 0 && (
        <datalist id={`${id}-known`}>
          {known.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </div>
  );
}
