// Where a reminder rings and for whom, in words.
import type { Schemas } from "@/api/client";
import type { Say } from "./index";

type Place = Schemas["Where"];
const NAMES: Record<string, string> = { slack: "Slack", discord: "Discord" };

/** "Slack", "This page": how people call a platform. */
export const platformName = (platform: string, say: Say): string => {
  if (platform === "web") return say("part_web");
  if (platform === "terminal") return say("part_terminal");
  return NAMES[platform] ?? platform;
};

/** "on this page", "in a direct message, Slack", "in a channel, Discord" */
export function placeWords(place: Place, say: Say): string {
  if (place.platform === "web") return say("place_page");
  if (place.platform === "terminal") return say("place_terminal");
  return say(place.direct ? "place_direct" : "place_channel", { platform: platformName(place.platform, say) });
}

/** "for you", "for Bob and you", "for everyone there" */
export function peopleWords(people: readonly string[], me: string, language: string, say: Say): string {
  if (people.length === 0) return say("for_everyone");
  const others = people.filter((name) => name !== me);
  const named = others.length < people.length ? [...others, say("you")] : others;
  return say("for_people", { people: new Intl.ListFormat(language, { type: "conjunction" }).format(named) });
}
