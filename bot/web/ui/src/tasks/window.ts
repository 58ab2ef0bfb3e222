// Which rows of a list are in sight: all are of one height, so that no row has to be measured.
import { type RefObject, useCallback, useLayoutEffect, useState } from "react";

export const ROW = 42;
const MORE = 8; // rows above and below, ready before they are seen
const STEP = 4; // the window moves by so many at once

export type Span = { first: number; last: number };

export function useSpan(box: RefObject<HTMLElement | null>, length: number): Span {
  const [span, setSpan] = useState<Span>({ first: 0, last: 24 });
  useLayoutEffect(() => {
    const place = box.current;
    if (!place) return;
    let asked = 0;
    const later = () => {
      if (!asked) asked = requestAnimationFrame(look);
    };
    let before: Span = { first: 0, last: 0 };
    const look = () => {
      asked = 0;
      const top = place.scrollTop / ROW;
      const bottom = (place.scrollTop + place.clientHeight) / ROW;
      // After a jump what is seen comes first, and what is around it a frame later: that halves the longest task.
      const far = bottom < before.first || top > before.last;
      const more = far ? 0 : MORE;
      before = { first: Math.floor((top - more) / STEP) * STEP, last: Math.ceil((bottom + more) / STEP) * STEP };
      const { first, last } = before;
      setSpan((now) => (now.first === first && now.last === last ? now : { first, last }));
      if (far) later();
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
