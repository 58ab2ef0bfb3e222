// Journeys through the page in a real browser on a running server: TODOBOT_URL, CHROMIUM, SCREENSHOTS. JOURNEYS chooses
// those that need something done outside of the browser, at the address that DEEDS names.
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** By name: the chat begins with nothing said yet, and the pages that are kept as pictures have something to show. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((one, other) => one.moduleId.localeCompare(other.moduleId));
  }
}

export default defineConfig({
  test: {
    include: [process.env.JOURNEYS ?? "tests/journeys/*.test.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    sequence: { sequencer: ByName },
  },
});
