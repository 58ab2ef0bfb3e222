// Under the box: what was recognised, each mark to be taken back by a click, and the other readings of a time.
import { Icon } from "@/parts/Icon";
import { useWords, type Word } from "@/words";
import { when } from "@/words/times";
import { type Moment, others, quoted, type Slot, taken, words } from "./preview";

type Props = { text: string; seen: Slot[]; change: (text: string) => void };

const NAMES: Record<string, Word> = {
  due: "seen_due",
  when: "seen_when",
  priority: "seen_priority",
  tags: "seen_tags",
  assignees: "seen_people",
  list_name: "seen_list",
  target: "seen_people",
};
/** The colours of what was recognised, in the box and under it. */
export const TONES: Record<string, string> = {
  due: "bg-spruce-wash text-spruce",
  when: "bg-spruce-wash text-spruce",
  priority: "bg-late-wash text-late",
};
const MARK = "flex items-center gap-1 rounded-md px-2 py-0.5";

export function Preview({ text, seen, change }: Props) {
  const { say } = useWords();
  if (seen.length === 0) return null;
  return (
    <ul aria-label={say("seen")} className="flex flex-wrap items-center gap-1.5 px-2 pt-1.5 text-[0.85rem]">
      {seen.map((slot) => (
        <li key={`${slot.name} ${slot.spans.join()}`} className="flex max-w-full flex-wrap items-center gap-1.5">
          <Mark slot={slot} text={text} change={change} />
          {others(slot).map((moment) => (
            <Other key={moment.start} slot={slot} moment={moment} text={text} change={change} />
          ))}
        </li>
      ))}
    </ul>
  );
}

type Of = { slot: Slot; text: string; change: (text: string) => void };

function Mark({ slot, text, change }: Of) {
  const { say } = useWords();
  const said = words(text, slot);
  return (
    <button
      type="button"
      onClick={() => change(quoted(text, slot))}
      title={say("seen_back", { said })}
      className={`${MARK} max-w-full ${TONES[slot.name] ?? "bg-sky-wash text-sky"}`}
    >
      <span className="truncate">
        {say(NAMES[slot.name] ?? "seen_tags")} <b className="font-semibold">{said}</b>
        <Shown slot={slot} />
        <span className="sr-only"> {say("seen_back", { said })}</span>
      </span>
      <Icon sign="close" />
    </button>
  );
}

function Shown({ slot }: { slot: Slot }) {
  const { language, say } = useWords();
  const moment = slot.readings[0];
  if (!moment) return null;
  return (
    <span className="figures">
      {" "}
      · {when(moment.has_time ? moment.start : moment.start.slice(0, 10), language, say)}
    </span>
  );
}

function Other({ slot, moment, text, change }: Of & { moment: Moment }) {
  const { language, say } = useWords();
  const shown = when(moment.has_time ? moment.start : moment.start.slice(0, 10), language, say);
  return (
    <button
      type="button"
      onClick={() => change(taken(text, slot, moment))}
      className={`${MARK} figures border border-edge text-soft hover:text-ink`}
    >
      {say("seen_or", { when: shown })}
    </button>
  );
}
