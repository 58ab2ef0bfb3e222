// Why something was late, failed or was left out, in words: what the platforms and we ourselves note as codes.
import type { Say, Word } from "@/words";
import { platformName } from "@/words/places";
import type { Delivery } from "./data";

const OURS: Record<string, Word> = {
  coalesced: "why_coalesced",
  "no longer wanted": "why_unwanted",
  "task done": "why_task_done",
  "task deleted": "why_task_deleted",
  paused: "why_paused",
  "snooze paused": "why_paused",
  "snoozed again": "why_snoozed",
  cancelled: "why_cancelled",
  undone: "why_undone",
  "unknown twice": "why_unknown",
  "lease expired": "why_stopped",
  "the database does not answer": "why_database",
  "there is no such conversation": "why_gone",
};
// Slack's words for it, and parts of Discord's.
const THEIRS: [RegExp, Word][] = [
  [/^(channel_not_found|unknown channel|is_archived|.*\(1000[34]\))/i, "why_channel_gone"],
  [
    /^(not_in_channel|missing_scope|no_permission|restricted_action|access_denied|ekm_access|missing (access|perm)|.*\(500(01|13)\))/i,
    "why_no_right",
  ],
  [
    /^(user_|users_|cannot_dm_bot|messages_tab_disabled|cannot send messages to this user|.*\((50007|10013|50278)\))/i,
    "why_no_direct",
  ],
  [
    /^(token_|account_inactive|invalid_auth|not_authed|unauthorized|revoked|not_installed|no_refresh_token|team_access|not_allowed_token)/i,
    "why_not_installed",
  ],
  [/^(ratelimited|rate_limited)/i, "why_busy"],
  [/^(unreachable|http_5|no[_ ]answer|timeout|.*timeout|server|client(connect|os)|.*error$)/i, "why_unreachable"],
  [/^cannot (ask|tell)|^cannot_tell/i, "why_unknown"],
  [/^(no_text|msg_too_long|form_too_large|invalid_)/i, "why_unsayable"],
];

/** The sentence, and the code itself where nobody knows what it means; null: there is nothing to say. */
export function why(one: Delivery, say: Say): { text: string; code: string | null } | null {
  const code = one.error ?? one.reason;
  if (!code || (one.state === "sent" && !one.late)) return null;
  const platform = platformName(one.place.platform, say);
  const ours = OURS[code];
  if (ours) return { text: say(ours), code: null };
  const theirs = THEIRS.find(([pattern]) => pattern.test(code))?.[1];
  return { text: say(theirs ?? "why_refused", { platform }), code: theirs ? null : code };
}
