// What the page says about reminders, in German.
import type { reminders as english } from "../en/reminders";

export const reminders: typeof english = {
  recurring: "Wiederkehrend",
  past: "Vergangen",
  snooze: "Später",
  move: "Verschieben",
  skip_next: "Nächste auslassen",
  pause: "Anhalten",
  resume: "Fortsetzen",
  paused: "Angehalten",
  minutes: "{n} Min.",
  hours: "{n} Std.",
  days: "{n} T.",
  move_to: "Neue Zeit",
  reminders_empty: "Nichts wird läuten.",
  reminders_empty_what: "Schreiben Sie im Chat „remind me to stretch in 20 minutes“.",
  recurring_empty: "Nichts wiederholt sich.",
  recurring_empty_what: "Schreiben Sie im Chat „remind me every weekday at 9 to plan the day“.",
  cancelled: "Abgesagt: {title}",
  skipped: "Das nächste Mal entfällt: {title}",
  is_paused: "Angehalten: {title}",
  is_resumed: "Geht weiter: {title}",
  is_moved: "Läutet {when}: {title}",
};
