// Over the box: what could be meant, to be taken by click, Tab or arrows and Enter.
import { useWords } from "@/words";
import type { Offer, Offers } from "./offers";

type Props = { id: string; offers: Offers; take: (offer: Offer) => void };

export function OfferList({ id, offers, take }: Props) {
  const { say } = useWords();
  if (offers.items.length === 0) return null;
  return (
    <div
      id={id}
      role="listbox"
      aria-label={say("chat_offers")}
      className="arriving absolute inset-x-0 bottom-full z-10 mb-1.5 overflow-hidden rounded-xl border border-line bg-sheet py-1 shadow-lg"
    >
      {offers.items.map((offer, place) => (
        <div
          key={offer.value}
          id={`${id}-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === offers.at}
          // The box keeps its focus, so that one can go on typing.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => take(offer)}
          onKeyDown={() => undefined}
          className="cursor-pointer truncate px-3.5 py-1.5 hover:bg-well aria-selected:bg-spruce-wash"
        >
          {offer.label}
        </div>
      ))}
      <p aria-hidden="true" className="px-3.5 pt-1 text-[0.8rem] text-soft">
        {say("chat_offers_how")}
      </p>
    </div>
  );
}
