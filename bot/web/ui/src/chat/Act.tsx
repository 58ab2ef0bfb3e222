// A button of the bot's: one click is one wish, also when the finger was quick.
import { Button } from "@/parts/Button";
import type { Button as Offered } from "./lines";

type Props = { button: Offered; act: (action: string) => void; busy: (action: string) => boolean };

export function Act({ button, act, busy }: Props) {
  return (
    <Button
      size="small"
      className="max-w-full !whitespace-normal break-words text-left"
      kind={button.style}
      // Not `disabled`: that would take the focus away from whoever uses the keyboard.
      aria-disabled={busy(button.action) || undefined}
      // The second half of a double click would hit the button that the answer puts in this one's place.
      onClick={(event) => event.detail > 1 || busy(button.action) || act(button.action)}
    >
      {button.label}
    </Button>
  );
}
