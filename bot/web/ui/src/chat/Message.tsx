// One line of the conversation: who, when, the words, the cards, and what one can do about them.
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";
import { hour, when } from "@/words/times";
import { Act } from "./Act";
import { CardView } from "./CardView";
import { Columns } from "./Columns";
import { asNow, isOver } from "./cards";
import type { Card, Line, Part } from "./lines";
import type { Saying } from "./saying";

type Props = { line: Line; follows: boolean; saying: Saying; cards: Map<string, Card> };

export function Message({ line, follows, saying, cards: current }: Props) {
  const { say, language } = useWords();
  const bot = line.author === "bot";
  const rings = line.kind === "reminder";
  const cards = line.cards.map((card) => asNow(card, current.get(card.id)));
  const act = (action: string) => saying.send({ action });
  return (
    <article
      className={`group flex gap-3 rounded-lg px-1 ${follows ? "mt-1" : "mt-4"} ${rings ? "bg-honey-wash py-2" : ""}`}
    >
      <div className="w-7 shrink-0">{!follows && <Face bot={bot} rings={rings} />}</div>
      <div className="min-w-0 flex-1">
        {!follows && (
          <p className="flex items-baseline gap-2 leading-tight">
            <span className="font-semibold">{bot ? say("chat_bot") : say("chat_you")}</span>
            <time dateTime={line.at} className="figures text-[0.8rem] text-soft">
              {hour(line.at, language)}
            </time>
          </p>
        )}
        <p
          className={`break-words whitespace-pre-wrap ${line.kind === "refusal" ? "border-l-2 border-late pl-2.5" : ""}`}
        >
          <Words parts={line.parts} />
        </p>
        {cards.map((card) => (
          <CardView key={card.id} card={card} act={act} busy={saying.busy} />
        ))}
        {!(rings && isOver(cards)) && <Actions line={line} saying={saying} act={act} />}
      </div>
    </article>
  );
}

function Face({ bot, rings }: { bot: boolean; rings: boolean }) {
  const { say } = useWords();
  const colours = rings ? "bg-honey text-paper" : bot ? "bg-spruce text-on-spruce" : "bg-sky-wash text-sky";
  return (
    <span
      aria-hidden="true"
      className={`mt-0.5 grid size-7 place-items-center rounded-lg text-[0.8rem] font-bold ${colours}`}
    >
      {bot ? <Icon sign={rings ? "reminders" : "check"} className="size-4" /> : say("chat_you").slice(0, 1)}
    </span>
  );
}

export function Words({ parts }: { parts: Part[] }) {
  const { say, language } = useWords();
  return parts.map((part, place) => {
    // The parts of a line never change their places.
    const key = `${place}`;
    if (typeof part === "string") return <Columns key={key} text={part} />;
    if (part.kind === "mention") {
      return (
        <span key={key} className="rounded bg-sky-wash px-1 font-medium text-sky">
          {part.text}
        </span>
      );
    }
    const value = part.kind === "instant" ? part.at : part.on;
    return (
      <time
        key={key}
        dateTime={value}
        title={part.text}
        className="figures font-semibold decoration-dotted underline-offset-4"
      >
        {when(value, language, say)}
      </time>
    );
  });
}

function Actions({ line, saying, act }: { line: Line; saying: Saying; act: (action: string) => void }) {
  const { say } = useWords();
  const form = line.form;
  if (line.buttons.length === 0 && !form) return null;
  return (
    <div className="mt-1.5 flex flex-wrap gap-1.5">
      {line.buttons.map((button) => (
        <Act key={button.action} button={button} act={act} busy={saying.busy} />
      ))}
      {form && (
        <Button size="small" onClick={() => saying.openForm(form)}>
          {say("fill_in")}
        </Button>
      )}
    </div>
  );
}
