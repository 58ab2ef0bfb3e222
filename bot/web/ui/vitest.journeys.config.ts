// Journeys through the page in a real browser on a running server: TODOBOT_URL, CHROMIUM, SCREENSHOTS.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/journeys/**/*.test.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
