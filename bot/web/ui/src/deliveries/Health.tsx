// How the parts of the system are: in this page's words, and in their own where something is wrong.
import { useQuery } from "@tanstack/react-query";
import { Failed } from "@/parts/States";
import { useWords, type Word } from "@/words";
import { platformName } from "@/words/places";

type Part = { up: boolean; says: string };
const NAMES: Record<string, Word> = {
  database: "part_database",
  bus: "part_bus",
  relay: "part_relay",
  sealer: "part_sealer",
  notify: "part_notify",
  sweep: "part_sweep",
  scheduler: "part_scheduler",
  schedule: "part_scheduler",
  updates: "part_updates",
  terminal: "part_terminal",
  web: "part_web",
};

/** /health answers 503 with the same body when a part is down, so it is read by hand. */
async function health(signal: AbortSignal): Promise<Record<string, Part>> {
  const answer = await fetch("/health", { headers: { Accept: "application/json" }, signal });
  return ((await answer.json()) as { parts: Record<string, Part> }).parts;
}

export function Health() {
  const { say } = useWords();
  const found = useQuery({ queryKey: ["health"], queryFn: ({ signal }) => health(signal), refetchInterval: 15_000 });
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  if (!found.data) return null;
  const parts = Object.entries(found.data);
  const down = parts.filter(([, part]) => !part.up).length;
  return (
    <section aria-labelledby="health">
      <h2 id="health" className="text-xl font-bold">
        {say("health")}
      </h2>
      <p role="status" className={down ? "font-medium text-late" : "text-soft"}>
        {down ? say("health_down", { n: down, of: parts.length }) : say("health_up")}
      </p>
      <ul className="mt-3 divide-y divide-line rounded-2xl border border-line bg-sheet">
        {parts.map(([name, part]) => (
          <Row key={name} name={name} part={part} />
        ))}
      </ul>
    </section>
  );
}

function Row({ name, part }: { name: string; part: Part }) {
  const { say, language } = useWords();
  const word = NAMES[name];
  // The parts speak English; elsewhere their own words are only needed where something is wrong.
  const own = !part.up || language === "en";
  return (
    <li className="grid grid-cols-[auto_1fr] items-baseline gap-x-3 px-4 py-2.5 sm:grid-cols-[auto_15rem_1fr]">
      <span className={`size-2.5 rounded-full ${part.up ? "bg-spruce" : "bg-late"}`} aria-hidden="true" />
      <span className="font-medium">{word ? say(word) : platformName(name, say)}</span>
      <span className="col-start-2 min-w-0 text-soft sm:col-start-3">
        <span className={part.up ? "" : "font-medium text-late"}>{say(part.up ? "part_up" : "part_down")}</span>
        {own && (
          <span lang="en" className="ml-1.5 text-[0.9rem] break-words">
            {part.says}
          </span>
        )}
      </span>
    </li>
  );
}
