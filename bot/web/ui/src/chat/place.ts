// Where one reads in the conversation: at its end, where new lines appear, or further up, where nothing moves.
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

const NEAR = 120; // pixels from the end that still count as being there
const AHEAD = 400; // pixels before the top at which what was said before is loaded

type Place = { box: RefObject<HTMLDivElement | null>; away: boolean; toEnd: () => void };

/** `first` is the first line's id, `length` how many there are; `more`: `older` can load what was before. */
export function usePlace(first: number, length: number, more: boolean, older: () => Promise<void>): Place {
  const box = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const at = useRef({ first, near: true, fromEnd: 0 });
  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useEffect(() => {
    const place = box.current;
    if (!place) return;
    const note = () => {
      const fromEnd = place.scrollHeight - place.scrollTop;
      at.current.fromEnd = fromEnd;
      at.current.near = fromEnd - place.clientHeight < NEAR;
      setAway(!at.current.near);
    };
    place.addEventListener("scroll", note, { passive: true });
    // A card that grows, or a window that is made smaller, must not hide the end from who reads there.
    const grown = new ResizeObserver(() => {
      if (at.current.near) place.scrollTop = place.scrollHeight;
    });
    for (const one of [place, ...place.children]) grown.observe(one);
    return () => {
      place.removeEventListener("scroll", note);
      grown.disconnect();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what moves the end
  useLayoutEffect(() => {
    const place = box.current;
    if (!place) return;
    // What came before is put above what one reads, which stays where it is.
    if (first < at.current.first) place.scrollTop = place.scrollHeight - at.current.fromEnd;
    else if (at.current.near) place.scrollTop = place.scrollHeight;
    at.current.first = first;
    at.current.fromEnd = place.scrollHeight - place.scrollTop;
  }, [first, length]);
  useOlder(box, first, more, older);
  return { box, away, toEnd };
}

/** Loads what was before as one comes near the top, one page at a time. */
function useOlder(box: RefObject<HTMLDivElement | null>, first: number, more: boolean, older: () => Promise<void>) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another first line there is another page before it
  useEffect(() => {
    const place = box.current;
    if (!place || !more) return;
    let asked = false;
    const look = () => {
      if (asked || place.scrollTop > AHEAD) return;
      asked = true;
      older().catch(() => {
        asked = false; // the next scroll tries again
      });
    };
    look();
    place.addEventListener("scroll", look, { passive: true });
    return () => place.removeEventListener("scroll", look);
  }, [box, first, more, older]);
}
