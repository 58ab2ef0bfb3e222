// The frame of a page: its name, what one can do there, and its content, which scrolls by itself.
import { type ReactNode, useEffect } from "react";

/** Where menus over the page belong: into its main part, so that who moves by landmarks finds them. */
export const mainPart = (): HTMLElement | null => document.getElementById("content");

type Props = { title: string; actions?: ReactNode; children: ReactNode; fixed?: boolean };

export function Page({ title, actions, children, fixed = false }: Props) {
  useEffect(() => {
    document.title = `${title} · todobot`;
  }, [title]);
  return (
    <main id="content" tabIndex={-1} className="flex h-full min-w-0 flex-1 flex-col outline-none">
      <header className="flex min-h-15 shrink-0 items-center gap-3 border-b border-line px-4 md:px-7">
        <h1 className="mr-auto truncate text-[1.55rem] font-bold">{title}</h1>
        {actions}
      </header>
      <div className={`min-h-0 flex-1 ${fixed ? "flex flex-col" : "overflow-y-auto px-4 py-5 md:px-7"}`}>
        {children}
      </div>
    </main>
  );
}
