// What a person means by loose words, how they are rung, what holds for all here, and how this page looks.
import { zone } from "@/api/zone";
import { chooseTheme, type Theme, useTheme } from "@/live/theme";
import { Page } from "@/parts/Page";
import { Failed, Waiting } from "@/parts/States";
import { Session } from "@/session/Session";
import { type Language, useWords, type Word } from "@/words";
import { type Name, type Settings, useSave, useSettings } from "./data";
import { Choice, Clock, Group } from "./fields";
import { ForAll } from "./Workspace";

const CLOCKS = ["morning", "afternoon", "evening", "night", "day", "end_of_day"] as const;
const READING = {
  day_first: ["day", "month"],
  next_weekday: ["next_week", "next_to_occur"],
  bare_hour: ["usual", "am", "pm"],
} as const;
const ZONES = Intl.supportedValuesOf("timeZone");
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const RINGING = { due_ring: ["0", "10", "30", "60", "off"], ring_place: ["asked", "private", "here"] } as const;
const LANGUAGES = [
  ["en", "English"],
  ["de", "Deutsch"],
];

export function SettingsPage() {
  const { say } = useWords();
  const found = useSettings();
  return (
    <Page title={say("settings")}>
      <div className="mx-auto max-w-3xl space-y-9 pb-10">
        {found.isPending && <Waiting />}
        {found.isError && <Failed error={found.error} again={() => void found.refetch()} />}
        {found.data && <Person settings={found.data} />}
        <ForAll />
        <ThisPage />
        <Session />
      </div>
    </Page>
  );
}

function Person({ settings }: { settings: Settings }) {
  const { say } = useWords();
  const { mutate } = useSave();
  const set: Set = (name, value) => mutate({ part: { [name]: value } });
  const part = { settings, set };
  return (
    <>
      <Profile {...part} />
      <Group title={say("parts_of_day")} about={say("parts_of_day_what")}>
        {CLOCKS.map((name) => (
          <Clock
            key={name}
            label={say(name)}
            value={settings[name] ?? ""}
            set={(value) => set(name, value)}
            usual={settings.usual[name] ?? ""}
            back={back(part, name)}
          />
        ))}
      </Group>
      <Group title={say("reading")} about={say("reading_what")}>
        {Object.entries(READING).map(([name, values]) => (
          <Chosen key={name} name={name as Name} values={values} {...part} />
        ))}
        <Chosen name="week_start" values={DAYS} prefix="" {...part} />
      </Group>
      <Group title={say("ringing")} about={say("ringing_what")}>
        {Object.entries(RINGING).map(([name, values]) => (
          <Chosen key={name} name={name as Name} values={values} {...part} />
        ))}
      </Group>
    </>
  );
}

type Set = (name: Name, value: string | null) => void;
type Part = { settings: Settings; set: Set };

/** The way back to the usual, where something was chosen; what is usual may be chosen too, and then stays. */
const back = ({ settings, set }: Part, name: Name) =>
  settings.chosen.includes(name) ? () => set(name, null) : undefined;

function Profile(part: Part) {
  const { say } = useWords();
  const { settings, set } = part;
  return (
    <Group title={say("person")} about={say("person_what")}>
      <Choice
        label={say("person_zone")}
        value={settings.zone ?? ""}
        options={[["", say("person_zone_auto")], ...ZONES.map((name): [string, string] => [name, name])]}
        set={(value) => set("zone", value || null)}
        usual={say("person_zone_auto")}
        back={back(part, "zone")}
      />
      <Choice
        label={say("person_language")}
        value={settings.language ?? ""}
        options={[["", say("person_language_auto")], ...LANGUAGES]}
        set={(value) => set("language", value || null)}
        usual={say("person_language_auto")}
        back={back(part, "language")}
      />
    </Group>
  );
}

type ChosenProps = Part & { name: Name; values: readonly string[]; prefix?: string };

function Chosen({ name, values, prefix = `${name}_`, ...part }: ChosenProps) {
  const { say } = useWords();
  const shown = (value: string) => say(`${prefix}${value}` as Word);
  const usual = part.settings.usual[name];
  const unset: string[][] = usual ? [] : [["", shown("unset")]];
  return (
    <Choice
      label={say(name as Word)}
      value={part.settings[name] ?? ""}
      options={[...unset, ...values.map((value) => [value, shown(value)])]}
      set={(value) => part.set(name, value || null)}
      usual={shown(usual ?? "unset")}
      back={back(part, name)}
    />
  );
}

function ThisPage() {
  const { say, language, choose } = useWords();
  const theme = useTheme();
  const themes: Theme[] = ["auto", "light", "dark"];
  return (
    <Group title={say("this_page")} about={`${say("this_page_what")} ${say("zone_what", { zone: zone() })}`}>
      <Choice
        label={say("theme")}
        value={theme}
        options={themes.map((one) => [one, say(`theme_${one}`)])}
        set={(one) => chooseTheme(one as Theme)}
      />
      <Choice label={say("language")} value={language} options={LANGUAGES} set={(one) => choose(one as Language)} />
    </Group>
  );
}
