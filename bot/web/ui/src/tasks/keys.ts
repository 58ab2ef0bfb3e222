// The keyboard: which row is current, what is selected, and what each key does there.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Task } from "@/api/client";
import { day } from "@/api/zone";
import { useNotes } from "@/parts/Toasts";
import type { Deeds } from "./data";

type Given = { tasks: Task[]; deeds: Deeds; help: () => void; create: () => void };
export type Keys = {
  current: string | null;
  setCurrent: (id: string | null) => void;
  editing: string | null;
  setEditing: (id: string | null) => void;
  selected: ReadonlySet<string>;
  select: (id: string) => void;
  clear: () => void;
};

export function useKeys(given: Given): Keys {
  const [current, setCurrent] = useState<string | null>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const keys = useMemo<Keys>(() => {
    const select = (id: string) =>
      setSelected((all) => (all.has(id) ? new Set([...all].filter((one) => one !== id)) : new Set([...all, id])));
    return { current, setCurrent, editing, setEditing, selected, select, clear: () => setSelected(new Set()) };
  }, [current, editing, selected]);
  const deeds = useKeyDeeds(given, keys);
  const latest = useRef(deeds);
  latest.current = deeds;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return;
      const deed = latest.current[event.key];
      if (!deed) return;
      event.preventDefault();
      deed();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  return keys;
}

/** While one types, or a dialog or menu is open, keys mean something else. */
function busy(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog],[role=menu]")) return true;
  return (
    target instanceof HTMLElement && target.matches("input:not([type=checkbox]),textarea,select,[contenteditable]")
  );
}

function useKeyDeeds({ tasks, deeds, help, create }: Given, keys: Keys): Record<string, () => void> {
  const navigate = useNavigate();
  const { undoLast } = useNotes();
  const place = tasks.findIndex((task) => task.id === keys.current);
  const step = (by: number) => {
    const next = tasks[Math.max(0, Math.min(tasks.length - 1, place < 0 ? 0 : place + by))];
    if (next) keys.setCurrent(next.id);
  };
  const here = (act: (task: Task) => unknown) => () => {
    const task = tasks[place];
    if (task) void act(task);
  };
  const complete = () => {
    const chosen = tasks.filter((task) => keys.selected.has(task.id) && task.status === "open");
    if (!chosen.length) return here(deeds.toggle)();
    keys.clear();
    void deeds.toggleAll(chosen);
  };
  const leave = () => {
    keys.clear();
    keys.setCurrent(null);
  };
  const open = (task: Task) => navigate({ to: "/tasks/$number", params: { number: String(task.number) } });
  const due = (ahead: number) => here((task) => deeds.move(task, day(ahead)));
  const down = () => step(1);
  const up = () => step(-1);
  return {
    j: down,
    ArrowDown: down,
    k: up,
    ArrowUp: up,
    o: here(open),
    c: complete,
    e: here((task) => keys.setEditing(task.id)),
    x: here((task) => keys.select(task.id)),
    t: due(0),
    m: due(1),
    w: due(7),
    d: here((task) => deeds.move(task, null)),
    n: create,
    u: undoLast,
    "/": () => document.getElementById("find")?.focus(),
    "?": help,
    Escape: leave,
  };
}
