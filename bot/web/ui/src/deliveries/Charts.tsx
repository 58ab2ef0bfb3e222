// The last day in two small charts, drawn by hand: how much was due, and how late it was. A table says the same.
import { Failed } from "@/parts/States";
import { useWords } from "@/words";
import { hour } from "@/words/times";
import { useSummary } from "./DeliveriesPage";

type Bar = { at: string; value: number; bad: number };
const HIGH = 56;
const WIDE = 320;

export function Charts() {
  const { say } = useWords();
  const found = useSummary();
  if (found.isPending) return null; // the list below says that the page waits
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const { total, items } = found.data;
  const sums = [
    [say("sum_due"), total.due],
    [say("sum_sent"), total.sent],
    [say("sum_late"), total.late],
    [say("sum_failed"), total.failed],
  ] as const;
  return (
    <section aria-label={say("last_day")}>
      <h2 className="text-xl font-bold">{say("last_day")}</h2>
      <dl className="mt-2 grid grid-cols-2 gap-3 sm:grid-cols-4">
        {sums.map(([name, count]) => (
          <div key={name} className="rounded-2xl border border-line bg-sheet px-4 py-3">
            <dt className="text-soft">{name}</dt>
            <dd className="figures text-2xl font-bold">{count}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-3 grid gap-3 sm:grid-cols-2">
        <Chart
          title={say("chart_traffic")}
          bars={items.map((one) => ({ at: one.at, value: one.due, bad: one.failed }))}
        />
        <Chart
          title={say("chart_lateness")}
          bars={items.map((one) => ({ at: one.at, value: one.worst_s ?? 0, bad: one.late ? (one.worst_s ?? 0) : 0 }))}
        />
      </div>
    </section>
  );
}

function Chart({ title, bars }: { title: string; bars: Bar[] }) {
  const { language } = useWords();
  const most = Math.max(1, ...bars.map((one) => one.value));
  const step = WIDE / Math.max(1, bars.length);
  const tall = (value: number) => (HIGH * value) / most;
  return (
    <figure className="rounded-2xl border border-line bg-sheet px-4 py-3">
      <figcaption className="mb-2 flex justify-between text-soft">
        {title}
        <span className="figures">{Math.round(most)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDE} ${HIGH}`} className="h-16 w-full" aria-hidden="true" preserveAspectRatio="none">
        {bars.map((one, place) => (
          <g key={one.at}>
            <rect
              x={place * step}
              width={Math.max(1, step - 1.5)}
              y={HIGH - tall(one.value)}
              height={tall(one.value)}
              fill="var(--spruce)"
            />
            <rect
              x={place * step}
              width={Math.max(1, step - 1.5)}
              y={HIGH - tall(one.bad)}
              height={tall(one.bad)}
              fill="var(--late)"
            />
          </g>
        ))}
        <rect x={0} y={HIGH - 0.7} width={WIDE} height={0.7} fill="var(--edge)" />
      </svg>
      <table className="sr-only">
        <caption>{title}</caption>
        <tbody>
          {bars
            .filter((one) => one.value > 0)
            .map((one) => (
              <tr key={one.at}>
                <th scope="row">{hour(one.at, language)}</th>
                <td>{Math.round(one.value)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  );
}
