// What rings is announced where nobody looks at the conversation: by the browser's own notifications while no tab of
// ours is looked at, else by a note on the page that is.
import type { Line } from "@/chat/lines";

export const canNotify = (): boolean => "Notification" in globalThis;

const WAIT_MS = 500; // so long the other tabs have to say that somebody looks at them
const looked = (): boolean => document.visibilityState === "visible" && document.hasFocus();

type Announcer = { ring: (line: Line, saw: () => void) => void; seen: (line: number) => void };

/** `note` shows a text on the page that one looks at; `open` leads to the conversation. */
export function announcer(note: (text: string) => void, open: () => void): Announcer {
  const waiting = new Map<number, ReturnType<typeof setTimeout>>();
  const ring = (line: Line, saw: () => void) => {
    if (looked()) {
      saw();
      if (location.pathname !== "/") note(line.text);
      return;
    }
    waiting.set(line.id, setTimeout(show, WAIT_MS, line, open));
  };
  const seen = (line: number) => {
    clearTimeout(waiting.get(line));
    waiting.delete(line);
  };
  return { ring, seen };
}

/** Once per browser however many tabs there are: the tag is the line's. */
function show(line: Line, open: () => void): void {
  if (!canNotify() || Notification.permission !== "granted") return;
  const shown = new Notification("todobot", { body: line.text, tag: `todobot-${line.id}` });
  shown.onclick = () => {
    window.focus();
    open();
    shown.close();
  };
}
