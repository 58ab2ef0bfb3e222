// The list of tasks, with what narrows it, moves it and changes many at once.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { Task } from "@/api/client";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { Page } from "@/parts/Page";
import { Empty, Failed, Waiting } from "@/parts/States";
import { useWords } from "@/words";
import { BulkBar } from "./BulkBar";
import { pages, useDeeds } from "./data";
import { FilterBar } from "./FilterBar";
import { type Filters, narrowed } from "./filters";
import { useKeys } from "./keys";
import { rowsOf } from "./rows";
import { Shortcuts } from "./Shortcuts";
import { TaskForm } from "./TaskForm";
import { TaskList } from "./TaskList";

export function TasksPage() {
  const { say } = useWords();
  const filters = useSearch({ from: "/tasks" });
  const view = useView(filters);
  const [help, setHelp] = useState(false);
  const [form, setForm] = useState<Task | "new" | null>(null);
  const deeds = useDeeds();
  const keys = useKeys({ tasks: view.tasks, deeds, help: () => setHelp(true), create: () => setForm("new") });
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
      <FilterBar filters={filters} change={view.change} />
      {view.query.isPending && <Waiting />}
      {view.query.isError && <Failed error={view.query.error} again={() => void view.query.refetch()} />}
      {view.query.isSuccess && view.rows.length === 0 && <Nothing filters={filters} change={view.change} />}
      {view.rows.length > 0 && <TaskList view={view} keys={keys} deeds={deeds} edit={setForm} />}
      <BulkBar keys={keys} tasks={view.tasks} deeds={deeds} />
      {form && <TaskForm task={form === "new" ? null : form} close={() => setForm(null)} />}
      <Shortcuts open={help} close={() => setHelp(false)} />
    </Page>
  );
}

export type View = ReturnType<typeof useView>;

function useView(filters: Filters) {
  const navigate = useNavigate({ from: "/tasks" });
  const query = useInfiniteQuery(pages(filters));
  const ordered = !filters.q && (filters.sort ?? "due") === "due";
  const [showDone, setShowDone] = useState(false);
  const finished = !query.hasNextPage && ordered && !filters.status;
  const done = useInfiniteQuery({
    ...pages({ ...filters, status: "done", sort: "-updated" }),
    enabled: finished && showDone,
  });
  const tasks = useMemo(() => {
    const open = query.data?.pages.flatMap((page) => page.items) ?? [];
    const closed = (finished && showDone && done.data?.pages.flatMap((page) => page.items)) || [];
    // A task that was just completed stays where it is until the list is asked for again.
    return [...open, ...closed.filter((task) => !open.some((one) => one.id === task.id))];
  }, [query.data, done.data, finished, showDone]);
  const rows = useMemo(() => rowsOf(tasks, ordered), [tasks, ordered]);
  const more = () => {
    const next = query.hasNextPage ? query : done.hasNextPage && showDone ? done : null;
    if (next && !next.isFetchingNextPage) void next.fetchNextPage();
  };
  const change = (part: Partial<Filters>) => void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  return { query, tasks, rows, more, change, finished, showDone, setShowDone };
}

function Nothing({ filters, change }: { filters: Filters; change: (part: Partial<Filters>) => void }) {
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
