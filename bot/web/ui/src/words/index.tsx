// The page's language: English or German, the browser's unless one is chosen here.
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { de } from "./de";
import { en, type Words } from "./en";

export type Language = "en" | "de";
export type Word = keyof Words;
const BOOKS: Record<Language, Words> = { en, de };
const KEPT = "todobot.language";

/** The sentence of that name, with what stands in braces filled in. */
export type Say = (word: Word, fill?: Record<string, string | number>) => string;

type Spoken = { language: Language; say: Say; choose: (language: Language) => void };
const Context = createContext<Spoken | null>(null);

function first(): Language {
  const kept = localStorage.getItem(KEPT) ?? navigator.language;
  return kept.startsWith("de") ? "de" : "en";
}

export function inLanguage(language: Language): Say {
  return (word, fill = {}) => BOOKS[language][word].replace(/\{(\w+)\}/g, (whole, name) => String(fill[name] ?? whole));
}

export function Speaking({ children, initial }: { children: ReactNode; initial?: Language }) {
  const [language, setLanguage] = useState<Language>(() => initial ?? first());
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const spoken = useMemo<Spoken>(() => {
    const choose = (chosen: Language) => {
      localStorage.setItem(KEPT, chosen);
      setLanguage(chosen);
    };
    return { language, say: inLanguage(language), choose };
  }, [language]);
  return <Context value={spoken}>{children}</Context>;
}

export function useWords(): Spoken {
  const spoken = use(Context);
  if (!spoken) throw new Error("useWords outside of Speaking");
  return spoken;
}
