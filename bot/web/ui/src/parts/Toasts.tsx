// Short notes at the edge: what was done, with its undo, or why it was not.
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Problem } from "@/api/client";
import { type Say, useWords } from "@/words";
import { Button } from "./Button";
import { Icon } from "./Icon";

type Note = { id: number; text: string; bad: boolean; undo?: (() => void) | undefined };
type Notes = { tell: (text: string, undo?: () => void) => void; warn: (text: string) => void; undoLast: () => boolean };
const Context = createContext<Notes | null>(null);
const SHOWN_MS = 8000;

export function useNotes(): Notes {
  const notes = use(Context);
  if (!notes) throw new Error("useNotes outside of Toasts");
  return notes;
}

/** Why it failed, for people. */
export function reason(error: unknown, say: Say): string {
  if (error instanceof Problem && error.status === 0) return say("unreachable");
  return (error instanceof Error && error.message) || say("broken");
}

export function Toasts({ children }: { children: ReactNode }) {
  const [notes, setNotes] = useState<Note[]>([]);
  const next = useRef(0);
  const last = useRef<Note | undefined>(undefined);
  const drop = useCallback((id: number) => setNotes((all) => all.filter((one) => one.id !== id)), []);
  const add = useCallback((text: string, bad: boolean, undo?: () => void) => {
    next.current += 1;
    const note = { id: next.current, text, bad, undo };
    if (undo) last.current = note;
    setNotes((all) => [...all.slice(-2), note]);
  }, []);
  const value = useMemo<Notes>(() => {
    const undoLast = () => {
      const note = last.current;
      last.current = undefined;
      note?.undo?.();
      if (note) drop(note.id);
      return Boolean(note);
    };
    return { tell: (text, undo) => add(text, false, undo), warn: (text) => add(text, true), undoLast };
  }, [add, drop]);
  return (
    <Context value={value}>
      {children}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-3 bottom-18 z-50 flex flex-col items-center gap-2 md:bottom-5"
      >
        {notes.map((note) => (
          <Toast key={note.id} note={note} drop={drop} />
        ))}
      </div>
    </Context>
  );
}

function Toast({ note, drop }: { note: Note; drop: (id: number) => void }) {
  const { say } = useWords();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    // What went wrong stays until it is closed, and nothing goes while one points at it or has the focus in it.
    if (note.bad || held) return;
    const timer = setTimeout(drop, SHOWN_MS, note.id);
    return () => clearTimeout(timer);
  }, [note.id, note.bad, held, drop]);
  const undo = () => {
    note.undo?.();
    drop(note.id);
  };
  const colours = note.bad ? "border-late bg-late-wash text-ink" : "border-transparent bg-ink text-paper";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it from going away.
    <div
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className={`arriving pointer-events-auto flex max-w-xl items-center gap-3 rounded-xl border py-2 pr-2 pl-4 shadow-lg ${colours}`}
    >
      <span className="line-clamp-5 min-w-0 break-words">{note.text}</span>
      {note.undo && (
        <Button kind="plain" size="small" onClick={undo}>
          {say("undo")}
        </Button>
      )}
      <button
        type="button"
        aria-label={say("close")}
        onClick={() => drop(note.id)}
        className="grid size-7 shrink-0 place-items-center rounded-md"
      >
        <Icon sign="close" className="size-4" />
      </button>
    </div>
  );
}
