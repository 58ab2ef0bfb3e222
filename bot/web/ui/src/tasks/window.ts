// Which rows of a list are in sight: all are of one height, so that no row has to be measured.
import { type RefObject, useCallback, useLayoutEffect, useState } from "react";

export const ROW = 42;
const MORE = 10; // rows above and below, ready before they are seen
const STEP = 4; // the window moves by so many at once

export type Span = { first: number; last: number };

export function useSpan(box: RefObject<HTMLElement | null>, length: number): Span {
  const [span, setSpan] = useState<Span>({ first: 0, last: 30 });
  useLayoutEffect(() => {
    const place = box.current;
    if (!place) return;
    let asked = 0;
    const look = () => {
      asked = 0;
      const first = Math.floor((place.scrollTop / ROW - MORE) / STEP) * STEP;
      const last = Math.ceil(((place.scrollTop + place.clientHeight) / ROW + MORE) / STEP) * STEP;
      setSpan((now) => (now.first === first && now.last === last ? now : { first, last }));
    };
    const later = () => {
      if (!asked) asked = requestAnimationFrame(look);
    };
    const size = new ResizeObserver(later);
    size.observe(place);
    place.addEventListener("scroll", later, { passive: true });
    look();
    return () => {
      size.disconnect();
      place.removeEventListener("scroll", later);
      cancelAnimationFrame(asked);
    };
  }, [box]);
  return { first: Math.max(0, span.first), last: Math.min(length - 1, span.last) };
}

/** Scrolls just so far that the row at a place is in sight. */
export function useReveal(box: RefObject<HTMLElement | null>): (place: number) => void {
  return useCallback(
    (place) => {
      const list = box.current;
      if (!list) return;
      const top = place * ROW;
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
    },
    [box],
  );
}
