// A menu behind a button: entries in the page's look, by keyboard too.
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { mainPart } from "./Page";

type MenuProps = { label: string; className?: string; trigger: ReactNode; heading?: string; children: ReactNode };

export function Menu({ label, className = "", trigger, heading, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger aria-label={label} className={className}>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={mainPart()}>
        <DropdownMenu.Content
          align="end"
          collisionPadding={8}
          className="z-40 max-h-[70dvh] min-w-48 overflow-y-auto rounded-xl border border-line bg-sheet p-1.5 shadow-xl"
        >
          {heading && (
            <DropdownMenu.Label className="px-2.5 py-1 text-[0.83rem] text-soft">{heading}</DropdownMenu.Label>
          )}
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type EntryProps = { act: () => void; danger?: boolean; children: ReactNode };

export function Entry({ act, danger = false, children }: EntryProps) {
  return (
    <DropdownMenu.Item
      className={`cursor-default rounded-md px-2.5 py-1.5 outline-none data-[highlighted]:bg-well ${danger ? "text-late" : ""}`}
      onSelect={act}
    >
      {children}
    </DropdownMenu.Item>
  );
}

export const Divider = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;
