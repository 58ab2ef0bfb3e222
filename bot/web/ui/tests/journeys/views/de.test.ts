// Every page in German.
import { everyPage, GERMAN } from "./views";

everyPage("de-DE", GERMAN);
