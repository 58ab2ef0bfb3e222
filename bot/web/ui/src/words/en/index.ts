// What the page says, in English; the other languages have the same names (the compiler sees to it).
import { chat } from "./chat";
import { deliveries } from "./deliveries";
import { frame } from "./frame";
import { reminders } from "./reminders";
import { session } from "./session";
import { settings } from "./settings";
import { tasks } from "./tasks";

export const en = { ...chat, ...deliveries, ...frame, ...reminders, ...session, ...settings, ...tasks };

export type Words = typeof en;
