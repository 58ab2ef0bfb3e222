// What was said before, brought back into an empty box with the arrow keys, as a shell does.
import { useState } from "react";

/** Takes "ArrowUp" and "ArrowDown": the text to show now, or null where the key is the box's own. */
export function useRecall(said: string[]): (key: string, draft: string) => string | null {
  const [back, setBack] = useState(0); // so many before now; 0: what is typed
  const words = (so: number) => (so === 0 ? "" : (said.at(-so) ?? ""));
  return (key, draft) => {
    if (draft !== "" && draft !== words(back)) return null; // it was changed, so it is being written
    const from = draft === "" ? 0 : back;
    const next = Math.min(said.length, Math.max(0, from + (key === "ArrowUp" ? 1 : -1)));
    setBack(next);
    return next === from ? null : words(next);
  };
}
