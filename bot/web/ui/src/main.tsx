// Where the page begins.
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "@/api/client";
import { begin } from "@/live/begin";
import { Live } from "@/live/Live";
import { showTheme } from "@/live/theme";
import { Toasts } from "@/parts/Toasts";
import { Speaking } from "@/words";
import { router } from "./router";
import "./style.css";

// The policy lets only styles with this response's nonce in; Radix asks here for it.
setNonce(document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "");
showTheme();
const from = begin();
const go = (to: "/" | "/sign-in") => void router.navigate({ to });

const client = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // Whoever is not signed in, or no longer, is told how to.
      if (error instanceof Problem && error.status === 401) go("/sign-in");
    },
  }),
  defaultOptions: {
    queries: { staleTime: 30_000, retry: 1, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});

const place = document.getElementById("page");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Speaking>
          <Toasts>
            <Live from={from} go={go}>
              <RouterProvider router={router} />
            </Live>
          </Toasts>
        </Speaking>
      </QueryClientProvider>
    </StrictMode>,
  );
}
