// Saying something: shown at once, marked when it could not be sent, and never done twice.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { reason, useNotes } from "@/parts/Toasts";
import { useWords } from "@/words";
import { catchUp, type Form, say as post, type Wish } from "./lines";

export type Pending = { key: string; wish: Wish; failed: boolean };
export type Saying = {
  pending: Pending[];
  form: Form | null;
  send: (wish: Wish) => void;
  retry: (pending: Pending) => void;
  busy: (action: string) => boolean;
  openForm: (form: Form) => void;
  closeForm: () => void;
};

export function useSaying(): Saying {
  const client = useQueryClient();
  const { warn } = useNotes();
  const { say } = useWords();
  const [pending, setPending] = useState<Pending[]>([]);
  const [form, setForm] = useState<Form | null>(null);
  const attempt = useCallback(
    async ({ key, wish }: Pending) => {
      setPending((all) => [...all.filter((one) => one.key !== key), { key, wish, failed: false }]);
      try {
        setForm(await post(wish, key));
        // It was sent; should its lines not be had now, they come once the server can be reached.
        await catchUp(client).catch(() => undefined);
        setPending((all) => all.filter((one) => one.key !== key));
      } catch (error) {
        warn(reason(error, say));
        setPending((all) => all.map((one) => (one.key === key ? { ...one, failed: true } : one)));
      }
    },
    [client, warn, say],
  );
  return useMemo(() => {
    const send = (wish: Wish) => void attempt({ key: crypto.randomUUID(), wish, failed: false });
    const retry = (one: Pending) => void attempt(one);
    const busy = (action: string) =>
      pending.some((one) => !one.failed && "action" in one.wish && one.wish.action === action);
    return { pending, form, send, retry, busy, openForm: setForm, closeForm: () => setForm(null) };
  }, [pending, form, attempt]);
}
