// What can be done with all that is selected.
import type { Task } from "@/api/client";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";
import type { Deeds } from "./data";
import type { Keys } from "./keys";

export function BulkBar({ keys, tasks, deeds }: { keys: Keys; tasks: Task[]; deeds: Deeds }) {
  const { say } = useWords();
  const chosen = tasks.filter((task) => keys.selected.has(task.id));
  if (!chosen.length) return null;
  const complete = () => {
    keys.clear();
    void deeds.toggleAll(chosen.filter((task) => task.status === "open"));
  };
  return (
    <section
      aria-label={say("selected", { n: chosen.length })}
      className="arriving absolute inset-x-3 bottom-20 z-30 mx-auto flex max-w-md items-center gap-2 rounded-xl border border-line bg-sheet px-4 py-2.5 shadow-xl md:bottom-6"
    >
      <span className="figures mr-auto font-semibold">{say("selected", { n: chosen.length })}</span>
      <Button kind="primary" size="small" onClick={complete}>
        <Icon sign="check" className="size-4" />
        {say("complete")}
      </Button>
      <Button kind="quiet" size="small" onClick={keys.clear} aria-label={say("clear_selection")}>
        <Icon sign="close" className="size-4" />
      </Button>
    </section>
  );
}
