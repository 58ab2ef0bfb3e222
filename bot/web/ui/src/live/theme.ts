// Light or dark: the system's choice unless one is made here.
import { useSyncExternalStore } from "react";

export type Theme = "auto" | "light" | "dark";
const KEPT = "todobot.theme";
const listeners = new Set<() => void>();

const read = (): Theme => (localStorage.getItem(KEPT) as Theme | null) ?? "auto";

export function showTheme(theme: Theme = read()): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEPT, theme);
  showTheme(theme);
  for (const told of listeners) told();
}

function subscribe(told: () => void): () => void {
  listeners.add(told);
  return () => listeners.delete(told);
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, read);
