// A small chart of bars with its axes, drawn by hand; a table says the same to those who do not see it.
import { type ReactNode, useId } from "react";
import { useWords } from "@/words";
import { type Axis, named } from "./scale";

export type Piece = { value: number; tone: Tone };
export type Bar = { at: string; name: string; pieces: Piece[]; says: string };
export type Tone = "sent" | "late" | "failed" | "other";
type Props = { title: string; bars: Bar[]; axis: Axis; mark?: number; head: string[]; children?: ReactNode };

export const FILLS: Record<Tone, string> = {
  sent: "var(--spruce)",
  late: "var(--honey)",
  failed: "var(--late)",
  other: "var(--edge)",
};
const WIDE = 480;
const HIGH = 110;
const NAMES = 5;

export function Chart({ title, bars, axis, mark, head, children }: Props) {
  const id = useId();
  const shown = named(bars.length, NAMES);
  return (
    <figure aria-labelledby={id} className="rounded-2xl border border-line bg-sheet px-4 pt-3 pb-2.5">
      <figcaption id={id} className="mb-3 font-medium">
        {title}
      </figcaption>
      <div className="figures grid grid-cols-[auto_1fr] gap-x-2 text-[0.8rem] text-soft" aria-hidden="true">
        <div className="grid grid-rows-[7rem] leading-none">
          {axis.ticks.map(({ value, label }) => (
            <span
              key={value}
              className="col-start-1 row-start-1 self-end text-right"
              style={{ marginBottom: `calc(${7 * axis.part(value)}rem - 0.4rem)` }}
            >
              {label}
            </span>
          ))}
        </div>
        <Plot bars={bars} axis={axis} mark={mark} />
        <span />
        <div className="relative mt-2 h-4">
          {shown.map((place) => (
            <span
              key={place}
              className="absolute whitespace-nowrap"
              style={{ left: `${(100 * place) / bars.length}%` }}
            >
              {bars[place]?.name}
            </span>
          ))}
        </div>
      </div>
      {children}
      <Told title={title} bars={bars} head={head} />
    </figure>
  );
}

function Plot({ bars, axis, mark }: { bars: Bar[]; axis: Axis; mark: number | undefined }) {
  const step = WIDE / Math.max(1, bars.length);
  const tall = (value: number) => HIGH * axis.part(value);
  const part = mark === undefined ? 1 : axis.part(mark);
  return (
    <div className="relative h-[7rem]">
      <svg
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        className="size-full overflow-visible"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {axis.ticks.map(({ value }) => (
          <Line key={value} at={HIGH - tall(value)} colour={value ? "var(--line)" : "var(--edge)"} />
        ))}
        {bars.map((bar, place) => (
          <Stack key={bar.at} bar={bar} x={place * step + step * 0.14} width={step * 0.72} tall={tall} />
        ))}
        {part < 1 && <Line at={HIGH - HIGH * part} colour="var(--late)" dashed />}
      </svg>
    </div>
  );
}

function Line({ at, colour, dashed = false }: { at: number; colour: string; dashed?: boolean }) {
  return (
    <line
      x1={0}
      x2={WIDE}
      y1={at}
      y2={at}
      stroke={colour}
      strokeDasharray={dashed ? "5 4" : undefined}
      vectorEffect="non-scaling-stroke"
    />
  );
}

type StackProps = { bar: Bar; x: number; width: number; tall: (value: number) => number };

function Stack({ bar, x, width, tall }: StackProps) {
  let below = 0;
  return (
    <g>
      <title>{bar.says}</title>
      {bar.pieces.map(({ value, tone }) => {
        if (value <= 0) return null;
        // What is there is seen, however small beside the others.
        const height = Math.max(tall(value), 2);
        below += height;
        return <rect key={tone} x={x} width={width} y={HIGH - below} height={height} fill={FILLS[tone]} />;
      })}
    </g>
  );
}

function Told({ title, bars, head }: { title: string; bars: Bar[]; head: string[] }) {
  const { say } = useWords();
  const filled = bars.filter((bar) => bar.pieces.some((piece) => piece.value > 0));
  return (
    <table className="sr-only">
      <caption>{title}</caption>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {filled.map((bar) => (
          <tr key={bar.at}>
            <th scope="row">{bar.name}</th>
            <td>{bar.says}</td>
          </tr>
        ))}
        {filled.length === 0 && (
          <tr>
            <td>{say("chart_nothing")}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
