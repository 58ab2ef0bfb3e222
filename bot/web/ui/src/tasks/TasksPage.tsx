// The list of tasks, with what narrows it, moves it and changes many at once.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useState } from "react";
import type { Task } from "@/api/client";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { Page } from "@/parts/Page";
import { Empty, Failed, Waiting } from "@/parts/States";
import { useWords } from "@/words";
import { BulkBar } from "./BulkBar";
import { useDeeds } from "./deeds";
import { FilterBar } from "./FilterBar";
import { type Filters, narrowed } from "./filters";
import { useKeys } from "./keys";
import { Shortcuts } from "./Shortcuts";
import { TaskForm } from "./TaskForm";
import { TaskList } from "./TaskList";
import { useView, type View } from "./view";

export function TasksPage() {
  const { say } = useWords();
  const filters = useSearch({ from: "/tasks" });
  const view = useView(filters);
  const [help, setHelp] = useState(false);
  const [form, setForm] = useState<Task | "new" | null>(null);
  const deeds = useDeeds();
  const change = useFiltering();
  const keys = useKeys({ layout: view.layout, deeds, help: () => setHelp(true), create: () => setForm("new") });
  const actions = (
    <>
      <Button
        kind="quiet"
        size="small"
        onClick={() => setHelp(true)}
        aria-label={say("shortcuts")}
        title={`${say("shortcuts")} (?)`}
      >
        <Icon sign="keys" />
      </Button>
      <Button kind="primary" size="small" onClick={() => setForm("new")}>
        <Icon sign="plus" className="size-4" />
        {say("new_task")}
      </Button>
    </>
  );
  return (
    <Page title={say("tasks")} actions={actions} fixed>
      <FilterBar filters={filters} change={change} />
      <Listed view={view} filters={filters} change={change}>
        <TaskList key={JSON.stringify(filters)} view={view} keys={keys} deeds={deeds} edit={setForm} />
      </Listed>
      <BulkBar keys={keys} deeds={deeds} />
      {form && <TaskForm task={form === "new" ? null : form} close={() => setForm(null)} />}
      <Shortcuts open={help} close={() => setHelp(false)} />
    </Page>
  );
}

type Change = (part: Partial<Filters>) => void;

function useFiltering(): Change {
  const navigate = useNavigate({ from: "/tasks" });
  return useCallback((part) => void navigate({ search: (old) => ({ ...old, ...part }), replace: true }), [navigate]);
}

type ListedProps = { view: View; filters: Filters; change: Change; children: ReactNode };

/** The list, or why there is none. */
function Listed({ view, filters, change, children }: ListedProps) {
  if (view.main.error) return <Failed error={view.main.error} again={view.main.again} />;
  if (view.main.pending) return <Waiting />;
  return view.layout.length ? children : <Nothing filters={filters} change={change} />;
}

function Nothing({ filters, change }: { filters: Filters; change: Change }) {
  const { say } = useWords();
  const navigate = useNavigate({ from: "/tasks" });
  if (narrowed(filters)) {
    return (
      <Empty title={say("tasks_none")}>
        <p className="mb-4">{say("tasks_none_what")}</p>
        <Button onClick={() => void navigate({ search: {} })}>{say("clear_filters")}</Button>
      </Empty>
    );
  }
  return (
    <Empty title={say("tasks_empty")}>
      <p className="mb-4">{say("tasks_empty_what")}</p>
      <Button onClick={() => change({ status: "done" })}>{say("show_done")}</Button>
    </Empty>
  );
}
