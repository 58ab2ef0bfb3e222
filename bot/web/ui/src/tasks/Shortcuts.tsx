// The list of keys, shown by "?".
import { Sheet } from "@/parts/Sheet";
import { useWords, type Word } from "@/words";

const KEYS: [string[], Word][] = [
  [["j", "k"], "key_move"],
  [["o"], "key_open"],
  [["c"], "key_complete"],
  [["e"], "key_edit"],
  [["x"], "key_select"],
  [["X"], "key_select_to"],
  [["1", "4"], "key_priority"],
  [["s"], "key_date"],
  [["t"], "key_today"],
  [["m"], "key_tomorrow"],
  [["w"], "key_week"],
  [["d"], "key_nodate"],
  [["Del"], "key_delete"],
  [["n"], "key_new"],
  [["/"], "key_find"],
  [["u"], "key_undo"],
  [["Esc"], "key_leave"],
  [["?"], "key_help"],
];

export function Shortcuts({ open, close }: { open: boolean; close: () => void }) {
  const { say } = useWords();
  return (
    <Sheet title={say("shortcuts")} open={open} onClose={close}>
      <dl className="grid grid-cols-[5.5rem_1fr] gap-y-2">
        {KEYS.map(([keys, word]) => (
          <div key={word} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-7 rounded-md border border-line bg-well px-1.5 text-center font-sans font-semibold"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{say(word)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
