// Every page in English.
import { ENGLISH, everyPage } from "./views";

everyPage("en-GB", ENGLISH);
