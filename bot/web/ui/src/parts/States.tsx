// What a page shows when there is nothing, when it waits, and when something failed: always with what to do.
import type { ReactNode } from "react";
import { useWords } from "@/words";
import { Button } from "./Button";
import { reason } from "./Toasts";

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="grid-paper mx-auto my-8 max-w-lg rounded-2xl px-6 py-10 text-center">
      <h2 className="text-xl font-semibold text-balance">{title}</h2>
      <div className="mt-2 text-soft text-balance">{children}</div>
    </div>
  );
}

export function Failed({ error, again }: { error: unknown; again: () => void }) {
  const { say } = useWords();
  return (
    <div role="alert">
      <Empty title={say("failed_load")}>
        <p>{reason(error, say)}</p>
        <p className="mb-4">{say("failed_load_what")}</p>
        <Button kind="primary" onClick={again}>
          {say("again")}
        </Button>
      </Empty>
    </div>
  );
}

export function Waiting() {
  const { say } = useWords();
  return (
    <div role="status" aria-label={say("loading")} className="space-y-3 p-6">
      {[70, 52, 61].map((width) => (
        <div key={width} className="h-9 animate-pulse rounded-lg bg-well" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
