// What the page says about signing in, in German.
import type { session as english } from "../en/session";

export const session: typeof english = {
  sign_in: "Bei todobot anmelden",
  sign_in_ready: "Dein Link ist gültig. Er geht einmal: Dieser Browser wird damit angemeldet.",
  sign_in_go: "Anmelden",
  sign_in_spent: "Dieser Link wurde schon benutzt oder ist älter als zehn Minuten.",
  sign_in_failed: "Das ging nicht. Hol dir einen neuen Link und versuche es noch einmal.",
  sign_in_how: "Du brauchst einen Link, der einmal geht, zehn Minuten lang. Hol dir einen:",
  sign_in_chat: "in Slack oder Discord:",
  sign_in_shell: "auf dem Server:",
  sign_out: "Abmelden",
  signed_in_as: "Angemeldet als {name}",
  signed_in_what: "Im Arbeitsbereich {workspace}",
};
