// What a person means by loose words, how they are rung, and how this page looks.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, patch, type Schemas } from "@/api/client";
import { zone } from "@/api/zone";
import { chooseTheme, type Theme, useTheme } from "@/live/theme";
import { Page } from "@/parts/Page";
import { Failed, Waiting } from "@/parts/States";
import { reason, useNotes } from "@/parts/Toasts";
import { Session } from "@/session/Session";
import { type Language, useWords, type Word } from "@/words";
import { Choice, Clock, Group } from "./fields";

type Settings = Schemas["SettingsOut"];
const KEY = ["settings"];
const CLOCKS = ["morning", "afternoon", "evening", "night", "day", "end_of_day"] as const;
const READING = {
  day_first: ["day", "month"],
  next_weekday: ["next_week", "next_to_occur"],
  bare_hour: ["usual", "am", "pm"],
} as const;
const ZONES = Intl.supportedValuesOf("timeZone");
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const RINGING = { due_ring: ["0", "10", "30", "60", "off"], ring_place: ["asked", "private", "here"] } as const;

export function SettingsPage() {
  const { say } = useWords();
  const found = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Settings>("/settings", {}, signal) });
  return (
    <Page title={say("settings")}>
      <div className="mx-auto max-w-3xl space-y-8 pb-10">
        {found.isPending && <Waiting />}
        {found.isError && <Failed error={found.error} again={() => void found.refetch()} />}
        {found.data && <Person settings={found.data} />}
        <ThisPage />
        <Session />
      </div>
    </Page>
  );
}

function useSave() {
  const client = useQueryClient();
  const { tell, warn } = useNotes();
  const { say } = useWords();
  return useMutation({
    mutationFn: (part: Partial<Settings>) => patch<Settings>("/settings", part),
    onMutate: (part) => {
      const before = client.getQueryData<Settings>(KEY);
      client.setQueryData<Settings>(KEY, (now) => now && { ...now, ...part });
      return before;
    },
    onSuccess: (saved) => {
      client.setQueryData(KEY, saved);
      tell(say("saved"));
    },
    onError: (error, _, before) => {
      client.setQueryData(KEY, before);
      warn(say("undone", { why: reason(error, say) }));
    },
  });
}

function Person({ settings }: { settings: Settings }) {
  const { say } = useWords();
  const { mutate } = useSave();
  const choice = (name: keyof Settings, values: readonly string[], prefix = `${name}_`) => (
    <Choice
      key={name}
      label={say(name as Word)}
      value={settings[name] ?? ""}
      options={values.map((value) => [value, say(`${prefix}${value}` as Word)])}
      set={(value) => mutate({ [name]: value || null })}
    />
  );
  return (
    <>
      <Group title={say("person")}>
        <Choice
          label={say("person_zone")}
          value={settings.zone ?? ""}
          options={[["", say("person_zone_auto")], ...ZONES.map((name): [string, string] => [name, name])]}
          set={(value) => mutate({ zone: value || null })}
        />
        <Choice
          label={say("person_language")}
          value={settings.language ?? ""}
          options={[
            ["", say("person_language_auto")],
            ["en", "English"],
            ["de", "Deutsch"],
          ]}
          set={(value) => mutate({ language: (value || null) as "en" | "de" | null })}
        />
      </Group>
      <Group title={say("parts_of_day")} about={say("parts_of_day_what")}>
        {CLOCKS.map((name) => (
          <Clock
            key={name}
            label={say(name)}
            value={settings[name] ?? ""}
            set={(value) => mutate({ [name]: value || null })}
          />
        ))}
      </Group>
      <Group title={say("reading")} about={say("reading_what")}>
        {Object.entries(READING).map(([name, values]) => choice(name as keyof Settings, values))}
        {choice("week_start", DAYS, "")}
      </Group>
      <Group title={say("ringing")}>
        {Object.entries(RINGING).map(([name, values]) => choice(name as keyof Settings, values))}
      </Group>
    </>
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
      <Choice
        label={say("language")}
        value={language}
        options={[
          ["en", "English"],
          ["de", "Deutsch"],
        ]}
        set={(one) => choose(one as Language)}
      />
    </Group>
  );
}
