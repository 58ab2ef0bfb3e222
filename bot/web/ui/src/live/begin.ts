// Where the news begin: what is read by the page is read after this was known, so that nothing falls between the two.
import { get, readAfter, type Schemas } from "@/api/client";
import type { Place } from "./lead";

const NOWHERE: Place = { position: "", line: null };

/** Asks once in every tab that is opened. Nowhere: it could not be asked, and everything counts as new. */
export function begin(): Promise<Place> {
  if (location.pathname === "/sign-in") return Promise.resolve(NOWHERE);
  const known = Promise.all([
    get<Schemas["MeOut"]>("/me"),
    get<{ items: { id: number }[] }>("/chat/history", { limit: 1 }),
  ]).then(
    ([me, history]): Place => ({ position: String(me.position), line: history.items.at(-1)?.id ?? 0 }),
    () => NOWHERE,
  );
  readAfter(known);
  return known;
}
