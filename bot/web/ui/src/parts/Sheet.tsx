// A dialog over the page: titled, closed by Escape, its focus kept and given back.
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { useWords } from "@/words";
import { Icon } from "./Icon";

/** Who opens a form wants to type, not to close it. */
function toField(event: Event): void {
  const field = (event.currentTarget as HTMLElement).querySelector<HTMLElement>("input, select, textarea");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

type Props = { title: string; open: boolean; onClose: () => void; children: ReactNode; wide?: boolean };

export function Sheet({ title, open, onClose, children, wide = false }: Props) {
  const { say } = useWords();
  const width = wide ? "max-w-2xl" : "max-w-md";
  return (
    <Dialog.Root open={open} onOpenChange={(now) => now || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={toField}
          className={`arriving fixed inset-x-3 top-[6dvh] z-50 mx-auto max-h-[88dvh] overflow-y-auto rounded-2xl border border-line bg-sheet p-5 shadow-2xl ${width}`}
        >
          <div className="mb-4 flex items-center justify-between gap-3">
            <Dialog.Title className="text-xl font-semibold">{title}</Dialog.Title>
            <Dialog.Close aria-label={say("close")} className="rounded-lg p-1.5 text-soft hover:bg-well hover:text-ink">
              <Icon sign="close" />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
