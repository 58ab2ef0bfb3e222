// What one types in: Enter sends, the arrows bring earlier words back, and what is recognised shows while one types.
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";
import { Box } from "./Box";
import { OfferList } from "./OfferList";
import { type Offer, type Offers, useOffers } from "./offers";
import { Preview } from "./Preview";
import { making, marked, useReadings } from "./preview";
import { useRecall } from "./recall";

/** `said` is what the person said before, the newest last. */
type Props = { draft: string; setDraft: (text: string) => void; send: (text: string) => void; said: string[] };

export function Composer({ draft, setDraft, send, said }: Props) {
  const { say } = useWords();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const readings = useReadings(draft);
  const seen = making(readings).flatMap(marked);
  const offers = useOffers(draft, readings);
  const change = (text: string) => {
    setDraft(text);
    box.current?.focus();
  };
  useEffect(() => {
    box.current?.focus();
  }, []);
  const submit = () => {
    const text = draft.trim();
    if (!text) return;
    send(text);
    change("");
  };
  const take = (offer: Offer) => change(offers.take(offer));
  const typed = useKeys({ draft, setDraft, submit, take, offers, said });
  const list = `${id}-offers`;
  return (
    <div className="shrink-0 px-4 pb-3 md:px-7">
      <div className="relative mx-auto max-w-3xl rounded-xl border border-edge bg-sheet p-1.5 focus-within:border-spruce focus-within:shadow-[0_0_0_1px_var(--spruce)]">
        <label htmlFor={id} className="sr-only">
          {say("chat_box")}
        </label>
        <OfferList id={list} offers={offers} take={take} />
        <div className="flex items-end gap-1.5">
          <Box
            id={id}
            ref={box}
            seen={seen}
            value={draft}
            maxLength={20000}
            placeholder={say("chat_place")}
            aria-autocomplete="list"
            aria-controls={offers.items.length ? list : undefined}
            aria-activedescendant={offers.at >= 0 ? `${list}-${offers.at}` : undefined}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={typed}
          />
          <Button kind="primary" onClick={submit} disabled={!draft.trim()} aria-label={say("chat_send")}>
            <Icon sign="send" />
          </Button>
        </div>
        <Preview text={draft} seen={seen} change={change} />
      </div>
      <p className="mx-auto mt-1 hidden max-w-3xl px-2 text-[0.8rem] text-soft md:block">{say("chat_hint")}</p>
    </div>
  );
}

type Keys = Omit<Props, "send"> & { submit: () => void; take: (offer: Offer) => void; offers: Offers };

/** Enter, the arrows, Tab and Escape; all other keys, and these with another held down, are the box's own. */
function useKeys({ draft, setDraft, submit, take, offers, said }: Keys) {
  const recall = useRecall(said);
  const done = (key: string): boolean => {
    const chosen = offers.key(key);
    if (typeof chosen === "object") take(chosen);
    if (chosen) return true;
    const earlier = key === "ArrowUp" || key === "ArrowDown" ? recall(key, draft) : null;
    if (earlier !== null) setDraft(earlier);
    if (key === "Enter") submit();
    return earlier !== null || key === "Enter";
  };
  return (event: KeyboardEvent) => {
    const held = event.shiftKey || event.altKey || event.ctrlKey || event.metaKey;
    if (!held && !event.nativeEvent.isComposing && done(event.key)) event.preventDefault();
  };
}
