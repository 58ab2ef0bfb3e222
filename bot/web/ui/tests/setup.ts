// Before each component test: the page as a browser with English words has it.
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// The router scrolls to the top; jsdom has nothing to scroll.
globalThis.scrollTo = () => undefined;

afterEach(cleanup);
