import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { Speaking } from "@/words";
import { SignInPage } from "./SignInPage";

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, "", "/");
});

const page = () =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Speaking initial="en">
        <SignInPage />
      </Speaking>
    </QueryClientProvider>,
  );

test("a link's token leaves the address at once, and is spent by a click alone", async () => {
  const sent = vi.fn(async () => new Response(JSON.stringify({ code: "link_spent", detail: "used" }), { status: 403 }));
  vi.stubGlobal("fetch", sent);
  history.replaceState(null, "", "/sign-in#token=abc");
  page();
  expect(location.hash).toBe("");
  expect(sent).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByText(/used already/)).toBeTruthy();
  expect(sent).toHaveBeenCalledExactlyOnceWith("/session", expect.objectContaining({ body: '{"token":"abc"}' }));
  expect(screen.getByText("/todo web")).toBeTruthy();
});

test("without a link it says how to get one", () => {
  page();
  expect(screen.getByText("todobot web-link")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});
