// The viewer's zone and days: all that is shown and asked for is in it.

export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** A local day as ISO 8601 writes it, so many days from now. */
export function day(ahead = 0, now: Date = new Date()): string {
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() + ahead);
  return iso(at);
}

export function iso(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Whether a due value has a time of day. */
export const timed = (due: string): boolean => due.includes("T");

/** The local day on which something is due. */
export const dueDay = (due: string): string => (timed(due) ? iso(new Date(due)) : due);

/** The local time of day, "" for a mere date. */
export function dueTime(due: string): string {
  if (!timed(due)) return "";
  const at = new Date(due);
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

/** The moment by which it is late. */
export function isLate(due: string, now: Date = new Date()): boolean {
  return timed(due) ? new Date(due) < now : due < day(0, now);
}

/** The same time of day on another day. */
export const moved = (due: string | null, to: string): string => (due && timed(due) ? `${to}T${dueTime(due)}` : to);
