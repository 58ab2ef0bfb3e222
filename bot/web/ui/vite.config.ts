// How the page is built: into bot/web/page, which the server hands out.
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.TODOBOT ?? "http://localhost:8080";
const ours = /^\/(api|tasks|reminders|chat|settings|me|session|live|deliveries|health|people)/;

export default defineConfig({
  plugins: [react(), tailwind()],
  resolve: { alias: { "@": "/src" } },
  // The server replaces {{NONCE}} in each response.
  html: { cspNonce: "{{NONCE}}" },
  build: { outDir: "../page", emptyOutDir: true, manifest: true, target: "es2022", assetsInlineLimit: 0 },
  server: {
    // While one works on the page: `npm run dev` beside a running `make up`.
    proxy: {
      [ours.source]: {
        target: server,
        changeOrigin: true,
        headers: { origin: server },
        bypass: (request) => (request.headers.accept?.includes("text/html") ? "/index.html" : undefined),
      },
    },
  },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["tests/setup.ts"], maxWorkers: 2 },
});
