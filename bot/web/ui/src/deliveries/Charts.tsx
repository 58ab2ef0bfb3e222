// How a day or a week went: four sums, how much was due, and how late it came.
import type { Schemas } from "@/api/client";
import { iso } from "@/api/zone";
import { Failed } from "@/parts/States";
import { type Say, useWords } from "@/words";
import { span as length } from "@/words/spans";
import { dayName, hour } from "@/words/times";
import { type Bar, Chart, FILLS, type Tone } from "./Chart";
import { type Span, useSummary } from "./data";
import { counts, lengths } from "./scale";

type Sums = Schemas["SumsAt"];
const LATE_S = 60;
const DAY_S = 86_400;

export function Charts({ span }: { span: Span }) {
  const { say } = useWords();
  const found = useSummary(span === "24" ? 24 : span === "168" ? 168 : 720);
  if (found.isPending) return null; // the list below says that the page waits
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const { total, items, step_s } = found.data;
  return (
    <section aria-label={say("sums")}>
      <Totals total={total} />
      {total.due > 0 && (
        <div className="mt-3 grid gap-3 lg:grid-cols-2">
          <Traffic items={items} daily={step_s >= DAY_S} />
          <Lateness items={items} daily={step_s >= DAY_S} />
        </div>
      )}
    </section>
  );
}

function Totals({ total }: { total: Schemas["Sums"] }) {
  const { say } = useWords();
  const sums = [
    [say("sum_due"), total.due, ""],
    [say("sum_sent"), total.sent, "text-spruce"],
    [say("sum_late"), total.late, "text-honey"],
    [say("sum_failed"), total.failed, "text-late"],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {sums.map(([name, count, tone]) => (
        <div key={name} className="flex flex-col-reverse rounded-2xl border border-line bg-sheet px-4 py-3">
          <dt className="text-soft">{name}</dt>
          <dd className={`figures font-display text-3xl leading-tight font-bold ${count ? tone : ""}`}>{count}</dd>
        </div>
      ))}
    </dl>
  );
}

type ChartProps = { items: Sums[]; daily: boolean };

const nameOf = (at: string, daily: boolean, language: string, say: Say): string =>
  daily ? dayName(iso(new Date(at)), language, say) : hour(at, language);

function Traffic({ items, daily }: ChartProps) {
  const { say, language } = useWords();
  const bars = items.map((one): Bar => {
    const late = Math.min(one.late, one.sent);
    const parts: [Tone, number, string][] = [
      ["sent", one.sent - late, say("legend_sent")],
      ["late", late, say("legend_late")],
      ["failed", one.failed, say("legend_failed")],
      ["other", Math.max(0, one.due - one.sent - one.failed), say("legend_other")],
    ];
    const name = nameOf(one.at, daily, language, say);
    const told = parts.filter(([, value]) => value > 0).map(([, value, word]) => `${value} ${word}`);
    return {
      at: one.at,
      name,
      pieces: parts.map(([tone, value]) => ({ tone, value })),
      says: `${name}: ${told.join(", ")}`,
    };
  });
  return (
    <Chart
      title={say(daily ? "chart_traffic_day" : "chart_traffic")}
      bars={bars}
      axis={counts(Math.max(...items.map((one) => one.due)))}
      head={[say(daily ? "day_column" : "hour_column"), say("sum_due")]}
    >
      <Legend tones={["sent", "late", "failed", "other"]} />
    </Chart>
  );
}

function Legend({ tones, mark }: { tones: Tone[]; mark?: string }) {
  const { say } = useWords();
  return (
    <ul className="mt-2.5 flex flex-wrap gap-x-4 gap-y-1 text-[0.83rem] text-soft" aria-hidden="true">
      {tones.map((tone) => (
        <li key={tone} className="inline-flex items-center gap-1.5">
          <span className="size-2.5 rounded-sm" style={{ background: FILLS[tone] }} aria-hidden="true" />
          {say(`legend_${tone}`)}
        </li>
      ))}
      {mark && (
        <li className="inline-flex items-center gap-1.5">
          <span className="w-4 border-t border-dashed border-late" />
          {mark}
        </li>
      )}
    </ul>
  );
}

function Lateness({ items, daily }: ChartProps) {
  const { say, language } = useWords();
  const bars = items.map((one): Bar => {
    const worst = one.worst_s ?? 0;
    const name = nameOf(one.at, daily, language, say);
    return {
      at: one.at,
      name,
      pieces: [{ tone: worst > LATE_S ? "late" : "sent", value: worst }],
      says: `${name}: ${length(worst, say)}`,
    };
  });
  return (
    <Chart
      title={say("chart_lateness")}
      bars={bars}
      axis={lengths(Math.max(...items.map((one) => one.worst_s ?? 0)), say)}
      mark={LATE_S}
      head={[say(daily ? "day_column" : "hour_column"), say("chart_lateness")]}
    >
      <Legend tones={["sent", "late"]} mark={say("late_from")} />
    </Chart>
  );
}
