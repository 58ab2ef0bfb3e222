// How the parts of the system are, as they say themselves.
import { useQuery } from "@tanstack/react-query";
import { Failed } from "@/parts/States";
import { useWords } from "@/words";

type Part = { up: boolean; says: string };

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
  return (
    <section aria-label={say("health")}>
      <h2 className="text-xl font-bold">{say("health")}</h2>
      <ul className="mt-2 divide-y divide-line rounded-2xl border border-line bg-sheet">
        {Object.entries(found.data).map(([name, part]) => (
          <li key={name} className="flex flex-wrap items-baseline gap-x-3 px-4 py-2">
            <span className={`size-2.5 rounded-full ${part.up ? "bg-spruce" : "bg-late"}`} aria-hidden="true" />
            <span className="w-28 font-medium">{name}</span>
            <span className="sr-only">{say(part.up ? "part_up" : "part_down")}</span>
            <span className="min-w-0 flex-1 text-soft">{part.says}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
