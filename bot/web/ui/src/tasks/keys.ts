// The keyboard: which row is current, what is selected, what is edited, and what each key does there.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Task } from "@/api/client";
import { day } from "@/api/zone";
import { useNotes } from "@/parts/Toasts";
import type { Deeds } from "./deeds";
import type { Layout } from "./rows";

type Given = { layout: Layout; deeds: Deeds; help: () => void; create: () => void };
export type Part = "title" | "due" | "priority" | "menu";
export type Editing = { id: string; part: Part };
export type Keys = {
  current: string | null;
  setCurrent: (id: string | null) => void;
  editing: Editing | null;
  /** Begins to edit a part of a task, or ends with it: the row has the focus then. */
  edit: (editing: Editing | null) => void;
  selected: ReadonlyMap<string, Task>;
  /** One more or less; `through`: all from the one before to this. */
  select: (task: Task, through?: boolean) => void;
  clear: () => void;
};

export function useKeys(given: Given): Keys {
  const keys = useChosen(given.layout);
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

function useChosen(layout: Layout): Keys {
  const [current, setCurrent] = useState<string | null>(null);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [selected, setSelected] = useState<ReadonlyMap<string, Task>>(new Map());
  const now = useRef({ layout, last: "", editing });
  now.current = { ...now.current, layout, editing };
  const acts = useMemo(() => {
    const select = (task: Task, through = false) => {
      const between = through ? tasksBetween(now.current.layout, now.current.last, task.id) : [];
      now.current.last = task.id;
      setSelected((all) => {
        const next = new Map(all);
        for (const one of between) next.set(one.id, one);
        if (!between.length && !next.delete(task.id)) next.set(task.id, task);
        return next;
      });
    };
    const edit = (next: Editing | null) => {
      const before = now.current.editing;
      setEditing(next);
      if (!next && before) setTimeout(focusRow, 0, before.id);
    };
    return { setCurrent, select, edit, clear: () => setSelected(new Map()) };
  }, []);
  return useMemo(() => ({ current, editing, selected, ...acts }), [current, editing, selected, acts]);
}

function focusRow(id: string): void {
  document.querySelector<HTMLElement>(`[data-row="${id}"] a`)?.focus();
}

function tasksBetween(layout: Layout, from: string, to: string): Task[] {
  const [one, other] = [layout.placeOf(from), layout.placeOf(to)].sort((a, b) => a - b);
  if (one === undefined || other === undefined || one < 0) return [];
  const found: Task[] = [];
  for (let place = one; place <= other; place += 1) {
    const row = layout.at(place);
    if (row?.kind === "task") found.push(row.task);
  }
  return found;
}

/** While one types, or a dialog or menu is open, keys mean something else. */
function busy(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog],[role=menu]")) return true;
  return (
    target instanceof HTMLElement && target.matches("input:not([type=checkbox]),textarea,select,[contenteditable]")
  );
}

type Deed = () => void;
type Here = (act: (task: Task) => unknown) => Deed;

function useKeyDeeds({ layout, deeds, help, create }: Given, keys: Keys): Record<string, Deed> {
  const navigate = useNavigate();
  const { undoLast } = useNotes();
  const here: Here = (act) => () => {
    const row = keys.current ? layout.at(layout.placeOf(keys.current)) : undefined;
    if (row?.kind === "task") void act(row.task);
  };
  // A row that is gone leaves its place to the one behind it.
  const near = useRef(-1);
  const place = keys.current ? layout.placeOf(keys.current) : -1;
  if (place >= 0) near.current = place;
  const open = (task: Task) => navigate({ to: "/tasks/$number", params: { number: String(task.number) } });
  return {
    ...going(layout, keys, near),
    ...changing(here, keys, deeds),
    o: here(open),
    c: completing(here, keys, deeds),
    n: create,
    u: undoLast,
    "/": () => document.getElementById("find")?.focus(),
    "?": help,
  };
}

function going(layout: Layout, keys: Keys, near: { current: number }): Record<string, Deed> {
  const step = (by: number) => {
    const at = keys.current ? layout.placeOf(keys.current) : -1;
    let place = at >= 0 ? at + by : Math.max(0, keys.current && by < 0 ? near.current - 1 : near.current);
    if (layout.at(place)?.kind === "section") place += by;
    const row = layout.at(place);
    if (row?.kind === "task") keys.setCurrent(row.task.id);
  };
  const [down, up] = [() => step(1), () => step(-1)];
  const leave = () => {
    keys.clear();
    keys.setCurrent(null);
    near.current = -1;
  };
  return { j: down, ArrowDown: down, k: up, ArrowUp: up, Escape: leave };
}

function changing(here: Here, keys: Keys, deeds: Deeds): Record<string, Deed> {
  const due = (ahead: number) => here((task) => deeds.move(task, day(ahead)));
  const edit = (part: Part) => here((task) => keys.edit({ id: task.id, part }));
  const ranked = [1, 2, 3, 4].map((rank) => [String(rank), here((task) => deeds.prioritise(task, rank))] as const);
  return {
    ...Object.fromEntries(ranked),
    e: edit("title"),
    s: edit("due"),
    x: here((task) => keys.select(task)),
    X: here((task) => keys.select(task, true)),
    t: due(0),
    m: due(1),
    w: due(7),
    d: here((task) => deeds.move(task, null)),
    Delete: here(deeds.erase),
  };
}

/** All that is selected, else the current one. */
function completing(here: Here, keys: Keys, deeds: Deeds): Deed {
  return () => {
    const chosen = [...keys.selected.values()].filter((task) => task.status === "open");
    if (!chosen.length) return here(deeds.toggle)();
    keys.clear();
    void deeds.completeAll(chosen);
  };
}
