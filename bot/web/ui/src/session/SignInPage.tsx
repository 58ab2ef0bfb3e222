// Signing in by a link that works once: its token is in the fragment, and only this page's POST spends it.
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Problem, post } from "@/api/client";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";

/** The token of a link, taken out of the address so that it stays in no history. */
export function takeToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
  if (token) history.replaceState(null, "", location.pathname);
  return token;
}

export function SignInPage() {
  const { say } = useWords();
  const [token, setToken] = useState(takeToken);
  const signing = useMutation({
    mutationFn: () => post("/session", { token }),
    onSuccess: () => location.assign("/"),
  });
  useEffect(() => {
    document.title = `${say("sign_in")} · todobot`;
  }, [say]);
  useEffect(() => {
    // Another link that is pasted into the same tab loads nothing anew.
    const changed = () => {
      const found = takeToken();
      if (!found) return;
      setToken(found);
      signing.reset();
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, [signing.reset]);
  const spent = signing.error instanceof Problem && signing.error.code === "link_spent";
  return (
    <main
      id="content"
      tabIndex={-1}
      className="grid-paper flex h-full flex-1 items-center justify-center px-4 outline-none"
    >
      <div className="w-full max-w-md rounded-2xl border border-line bg-sheet px-7 py-9 text-center">
        <span className="mx-auto mb-4 grid size-11 place-items-center rounded-xl bg-spruce text-on-spruce">
          <Icon sign="check" />
        </span>
        <h1 className="text-2xl font-bold">{say("sign_in")}</h1>
        {token && !signing.isError ? (
          <>
            <p className="mt-2 mb-6 text-soft text-balance">{say("sign_in_ready")}</p>
            <Button kind="primary" onClick={() => signing.mutate()} disabled={!signing.isIdle}>
              {say("sign_in_go")}
            </Button>
          </>
        ) : (
          <div role={signing.isError ? "alert" : undefined}>
            {signing.isError && (
              <p className="mt-2 font-semibold text-late">{say(spent ? "sign_in_spent" : "sign_in_failed")}</p>
            )}
            <p className="mt-2 text-soft text-balance">{say("sign_in_how")}</p>
            <ul className="mt-4 space-y-1.5 text-left">
              <li className="rounded-lg bg-well px-3 py-2">
                {say("sign_in_chat")} <code className="font-semibold">/todo web</code>
              </li>
              <li className="rounded-lg bg-well px-3 py-2">
                {say("sign_in_shell")} <code className="font-semibold">todobot web-link</code>
              </li>
            </ul>
          </div>
        )}
      </div>
    </main>
  );
}
