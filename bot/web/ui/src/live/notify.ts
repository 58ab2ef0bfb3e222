// The browser's own notifications, for reminders that ring while nobody looks at the page.
import type { Line } from "@/chat/lines";

export const canNotify = (): boolean => "Notification" in globalThis;

/** Shows what rings, once per browser however many tabs there are: the tag is the line's. */
export function announce(line: Line): void {
  if (!canNotify() || Notification.permission !== "granted") return;
  if (document.visibilityState === "visible" && document.hasFocus()) return;
  const shown = new Notification("todobot", { body: line.text, tag: `todobot-${line.id}` });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}
