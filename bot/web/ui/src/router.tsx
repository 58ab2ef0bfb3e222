// Which address shows which page; all but the chat are loaded when first visited.
import { createRootRoute, createRoute, createRouter, Link, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ChatPage } from "@/chat/ChatPage";
import { look } from "@/parts/Button";
import { Page } from "@/parts/Page";
import { Empty } from "@/parts/States";
import { readTab } from "@/reminders/tabs";
import { readFilters } from "@/tasks/filters";
import { useWords } from "@/words";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: Nowhere });

const chat = createRoute({ getParentRoute: () => root, path: "/", component: ChatPage });

const said = createRoute({
  getParentRoute: () => root,
  path: "/chat",
  beforeLoad: () => {
    throw redirect({ to: "/", replace: true });
  },
});

const tasks = createRoute({
  getParentRoute: () => root,
  path: "/tasks",
  validateSearch: readFilters,
  component: lazyRouteComponent(() => import("@/tasks/TasksPage"), "TasksPage"),
});

const task = createRoute({
  getParentRoute: () => root,
  path: "/tasks/$number",
  component: lazyRouteComponent(() => import("@/tasks/TaskPage"), "TaskPage"),
});

const reminders = createRoute({
  getParentRoute: () => root,
  path: "/reminders",
  validateSearch: readTab,
  component: lazyRouteComponent(() => import("@/reminders/RemindersPage"), "RemindersPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/settings/SettingsPage"), "SettingsPage"),
});

const deliveries = createRoute({
  getParentRoute: () => root,
  path: "/deliveries",
  component: lazyRouteComponent(() => import("@/deliveries/DeliveriesPage"), "DeliveriesPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("@/session/SignInPage"), "SignInPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([chat, said, tasks, task, reminders, deliveries, settings, signIn]),
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

function Nowhere() {
  const { say } = useWords();
  return (
    <Page title={say("not_found")}>
      <Empty title={say("not_found")}>
        <p className="mb-4">{say("not_found_what")}</p>
        <Link to="/tasks" className={look("primary")}>
          {say("to_tasks")}
        </Link>
      </Empty>
    </Page>
  );
}
