import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { Toasts } from "@/parts/Toasts";
import { Speaking } from "@/words";
import { useSaying } from "./saying";

afterEach(() => vi.unstubAllGlobals());

const around = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={new QueryClient()}>
    <Speaking initial="en">
      <Toasts>{children}</Toasts>
    </Speaking>
  </QueryClientProvider>
);

/** A server that takes what is said while `takes`, and cannot be asked for anything. */
function server(takes: boolean) {
  const sent = vi.fn(async (_: string, request?: RequestInit) => {
    if (request?.method !== "POST" || !takes) throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify({ id: 1, form: null }), { status: 200 });
  });
  vi.stubGlobal("fetch", sent);
  return sent;
}

test("what the server took was sent, also when its answer could not be asked for", async () => {
  const sent = server(true);
  const { result } = renderHook(useSaying, { wrapper: around });
  act(() => result.current.send({ text: "add milk" }));
  await waitFor(() => expect(sent.mock.calls.length).toBeGreaterThan(1));
  await waitFor(() => expect(result.current.pending).toEqual([]));
});

test("what it did not take stays, to be sent again under its key", async () => {
  server(false);
  const { result } = renderHook(useSaying, { wrapper: around });
  act(() => result.current.send({ text: "add milk" }));
  await waitFor(() => expect(result.current.pending).toMatchObject([{ wish: { text: "add milk" }, failed: true }]));
});
