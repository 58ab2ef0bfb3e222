// The frame around every page: the pages' names, the offline banner, and the place for the page itself.
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useConnected } from "@/live/Live";
import { Icon, type Sign } from "@/parts/Icon";
import { useWords, type Word } from "@/words";

const PAGES: { to: string; sign: Sign; word: Word }[] = [
  { to: "/", sign: "chat", word: "chat" },
  { to: "/tasks", sign: "tasks", word: "tasks" },
  { to: "/reminders", sign: "reminders", word: "reminders" },
  { to: "/deliveries", sign: "deliveries", word: "deliveries" },
  { to: "/settings", sign: "settings", word: "settings" },
];

export function Shell() {
  const { say } = useWords();
  const apart = useLocation().pathname === "/sign-in";
  return (
    <div className="flex h-full flex-col-reverse md:flex-row">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-spruce px-4 py-2 text-on-spruce focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {say("skip")}
      </a>
      {!apart && <Navigation />}
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        {!apart && <Offline />}
        <div className="flex min-h-0 flex-1">
          <Outlet />
        </div>
      </div>
    </div>
  );
}

function Navigation() {
  const { say } = useWords();
  return (
    <nav
      aria-label={say("navigation")}
      className="flex shrink-0 border-t border-line bg-well md:w-52 md:flex-col md:border-t-0 md:border-r md:px-3 md:py-4"
    >
      <p className="hidden items-center gap-2 px-2.5 pb-5 font-display text-xl font-extrabold tracking-tight md:flex">
        <span className="grid size-7 place-items-center rounded-lg bg-spruce text-on-spruce">
          <Icon sign="check" />
        </span>
        todobot
      </p>
      {PAGES.map(({ to, sign, word }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === "/" }}
          className="flex flex-1 flex-col items-center gap-0.5 px-0.5 py-2 text-[clamp(0.62rem,3.1vw,0.78rem)] font-medium text-soft hover:text-ink md:mb-0.5 md:flex-none md:flex-row md:gap-2.5 md:rounded-lg md:px-2.5 md:py-1.5 md:text-[0.95rem] md:hover:bg-sheet"
          activeProps={{
            className: "!text-spruce md:bg-sheet md:shadow-[inset_0_0_0_1px_var(--line)]",
            "aria-current": "page",
          }}
        >
          <Icon sign={sign} />
          {say(word)}
        </Link>
      ))}
    </nav>
  );
}

function Offline() {
  const { say } = useWords();
  if (useConnected()) return null;
  return (
    <p role="alert" className="bg-late-wash px-4 py-2 text-center text-[0.9rem] text-ink">
      {say("offline")}
    </p>
  );
}
