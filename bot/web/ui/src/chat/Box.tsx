// The box where one types, with what was recognised marked in it: the marks lie behind the letters, in a copy of the
// text that wraps as the box does, and both grow with what is typed.
import type { ComponentProps } from "react";
import { TONES } from "./Preview";
import { pieces, type Slot } from "./preview";

type Props = ComponentProps<"textarea"> & { value: string; seen: Slot[] };

const SHAPE = "col-start-1 row-start-1 min-w-0 px-2 py-1.5 whitespace-pre-wrap [overflow-wrap:anywhere]";

export function Box({ seen, ...rest }: Props) {
  return (
    <div className="grid max-h-44 min-h-9 flex-1 grid-cols-1 overflow-y-auto">
      <div aria-hidden="true" className={`${SHAPE} pointer-events-none text-transparent select-none`}>
        {pieces(rest.value, seen).map(({ at, text, slot }) =>
          slot ? (
            // A shadow instead of padding: the letters must stand where they do in the box.
            <span key={at} data-mark={slot.name} className={`rounded-sm shadow-[0_0_0_2px] ${look(slot)}`}>
              {text}
            </span>
          ) : (
            text
          ),
        )}
        {"\u200b" /* a line that was begun has its height already */}
      </div>
      <textarea
        rows={1}
        {...rest}
        className={`${SHAPE} h-full resize-none overflow-hidden bg-transparent outline-none placeholder:text-soft focus-visible:outline-none`}
      />
    </div>
  );
}

/** The mark's colour without that of its letters, which are the box's own. */
const look = (slot: Slot): string => {
  const wash = (TONES[slot.name] ?? "bg-sky-wash").split(" ")[0] ?? "";
  return `${wash} ${wash.replace("bg-", "shadow-")}`;
};
