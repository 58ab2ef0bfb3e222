// One task, with everything that is known of it.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Problem, type Task } from "@/api/client";
import { Button, look } from "@/parts/Button";
import { Chips } from "@/parts/Chips";
import { Icon } from "@/parts/Icon";
import { Page } from "@/parts/Page";
import { Empty, Failed, Waiting } from "@/parts/States";
import { useWords, type Word } from "@/words";
import { when } from "@/words/times";
import { useDeeds } from "./deeds";
import { useLists, usePeople } from "./names";
import { single } from "./pages";
import { TaskForm } from "./TaskForm";
import { TaskReminders } from "./TaskReminders";
import { TaskStory } from "./TaskStory";
import { Tick } from "./Tick";

export function TaskPage() {
  const { say } = useWords();
  const { number } = useParams({ from: "/tasks/$number" });
  const found = useQuery(single(number));
  const gone = found.error instanceof Problem && found.error.status === 404;
  return (
    <Page title={`#${number}`} actions={<Back />}>
      {found.isPending && <Waiting />}
      {gone && <Empty title={say("task_gone")}>{say("task_gone_what")}</Empty>}
      {found.isError && !gone && <Failed error={found.error} again={() => void found.refetch()} />}
      {found.data && <Whole task={found.data} />}
    </Page>
  );
}

function Back() {
  const { say } = useWords();
  return (
    <Link to="/tasks" className={look("quiet", "small")}>
      <Icon sign="back" className="size-4" />
      {say("tasks")}
    </Link>
  );
}

function Whole({ task }: { task: Task }) {
  const { say } = useWords();
  const deeds = useDeeds();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const erase = () => void deeds.erase(task).then((gone) => (gone ? navigate({ to: "/tasks" }) : undefined));
  return (
    <article className="mx-auto max-w-3xl">
      <div className="flex items-start gap-3">
        <div className="pt-1.5">
          <Tick task={task} toggle={deeds.toggle} />
        </div>
        <h2
          className={`min-w-0 flex-1 text-2xl font-bold break-words ${task.status === "done" ? "text-soft line-through" : ""}`}
        >
          {task.title}
        </h2>
      </div>
      <div className="mt-2 flex flex-wrap gap-1.5 pl-9 text-[0.87rem]">
        <Chips priority={task.priority} tags={task.tags} />
      </div>
      <p className="mt-4 pl-9 break-words whitespace-pre-wrap text-soft">{task.description || say("no_description")}</p>
      <div className="mt-5 flex flex-wrap gap-2 pl-9">
        <Button kind="primary" onClick={() => void deeds.toggle(task)}>
          {say(task.status === "done" ? "reopen" : "complete")}
        </Button>
        <Button onClick={() => setEditing(true)}>{say("edit")}</Button>
        <Button kind="danger" onClick={erase}>
          {say("delete")}
        </Button>
      </div>
      <div className="sm:pl-9">
        <Facts task={task} />
        <TaskReminders task={task} />
        <TaskStory task={task} />
      </div>
      {editing && <TaskForm task={task} close={() => setEditing(false)} />}
    </article>
  );
}

function Facts({ task }: { task: Task }) {
  const { say, language } = useWords();
  const people = usePeople().data ?? [];
  const list = useLists().data?.find((one) => one.id === task.list_id);
  const named = (id: string) => people.find((one) => one.id === id)?.name ?? say("somebody");
  const at = (time: string | null) => (time ? when(time, language, say) : null);
  const facts: [Word, ReactNode][] = [
    ["due", at(task.due) ?? say("no_date")],
    ["assignees", task.assignees.map(named).join(", ") || say("nobody")],
    ["list", list ? (list.kind === "inbox" ? say("inbox") : list.name) : say("list_elsewhere")],
    ["source", task.source_link && <Source link={task.source_link} />],
    ["created_at", `${at(task.created_at)}, ${named(task.creator_id)}`],
    ["updated_at", task.updated_at === task.created_at ? null : at(task.updated_at)],
    ["completed_at", at(task.completed_at)],
  ];
  return (
    <dl className="mt-6 grid grid-cols-[8rem_1fr] gap-y-1.5 border-t border-line pt-4">
      {facts
        .filter(([, value]) => value)
        .map(([word, value]) => (
          <div key={word} className="contents">
            <dt className="text-soft">{say(word)}</dt>
            <dd className="figures min-w-0 break-words">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Where the task came from; only what a browser can open safely is a link. */
function Source({ link }: { link: string }) {
  if (!/^https?:\/\//.test(link)) return link;
  return (
    <a href={link} target="_blank" rel="noreferrer" className="text-spruce underline">
      {link}
    </a>
  );
}
