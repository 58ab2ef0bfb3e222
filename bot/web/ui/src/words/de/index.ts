// What the page says, in German.
import type { Words } from "../en";
import { chat } from "./chat";
import { deliveries } from "./deliveries";
import { frame } from "./frame";
import { reminders } from "./reminders";
import { session } from "./session";
import { settings } from "./settings";
import { tasks } from "./tasks";

export const de: Words = { ...chat, ...deliveries, ...frame, ...reminders, ...session, ...settings, ...tasks };
