// A task or reminder within the conversation, with its buttons.
import { Chips } from "@/parts/Chips";
import { Icon } from "@/parts/Icon";
import { useWords, type Word } from "@/words";
import { when } from "@/words/times";
import { Act } from "./Act";
import type { Card } from "./lines";

type Props = { card: Card; act: (action: string) => void; busy: (action: string) => boolean };
const OVER: Record<string, Word> = { done: "card_done", deleted: "card_deleted", cancelled: "card_cancelled" };

export function CardView({ card, act, busy }: Props) {
  const { say } = useWords();
  const over = OVER[card.status];
  return (
    <article aria-label={card.title} className="mt-2 max-w-xl rounded-xl border border-line bg-sheet px-3.5 py-2.5">
      <div className="flex items-baseline gap-2.5">
        <span className="figures shrink-0 text-[0.87rem] text-soft">
          {card.workspace}
          {card.number === null ? "" : `#${card.number}`}
        </span>
        <span className={`min-w-0 flex-1 font-semibold break-words ${over ? "text-soft line-through" : ""}`}>
          {card.title}
        </span>
        {over && (
          <span
            className={`shrink-0 text-[0.82rem] font-medium ${card.status === "done" ? "text-spruce" : "text-soft"}`}
          >
            {say(over)}
          </span>
        )}
        {card.kind === "reminder" && <Icon sign="reminders" className="size-4 self-center text-honey" />}
      </div>
      {card.description && <p className="mt-1 line-clamp-3 text-soft whitespace-pre-wrap">{card.description}</p>}
      <Facts card={card} />
      {card.buttons.length > 0 && (
        <div className="mt-2.5 flex flex-wrap gap-1.5">
          {card.buttons.map((button) => (
            <Act key={button.action} button={button} act={act} busy={busy} />
          ))}
        </div>
      )}
    </article>
  );
}

function Facts({ card }: { card: Card }) {
  const { say, language } = useWords();
  if (!card.due && card.priority === 4 && !card.tags.length && !card.detail && !card.assignees.length) return null;
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-1.5 text-[0.85rem]">
      {card.due && (
        <time dateTime={card.due} title={card.due_text} className="figures inline-flex items-center gap-1 text-soft">
          <Icon sign="clock" className="size-3.5" />
          {when(card.due, language, say)}
        </time>
      )}
      <Chips priority={card.priority} tags={card.tags} />
      {card.assignees.map((name) => (
        <span key={name} className="rounded bg-sky-wash px-1.5 text-sky">
          {name}
        </span>
      ))}
      {card.detail && <span className="text-soft">{card.detail}</span>}
    </div>
  );
}
