// The settings of the server in the page's memory; a change shows at once, and can be taken back.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, patch, type Schemas } from "@/api/client";
import { reason, useNotes } from "@/parts/Toasts";
import { useWords } from "@/words";

export type Settings = Schemas["SettingsOut"];
export type Part = Partial<Schemas["SettingsIn"]>;
export type Name = keyof Schemas["SettingsIn"];
export type Workspace = Schemas["WorkspaceSettingsOut"];
const KEY = ["settings"];
const HERE = ["settings", "workspace"];

export const useSettings = () =>
  useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Settings>("/settings", {}, signal) });

export const useWorkspace = () =>
  useQuery({ queryKey: HERE, queryFn: ({ signal }) => get<Workspace>("/settings/workspace", {}, signal) });

/** What takes a change back: the values that were chosen before, and null for what was as usual. */
export function before(settings: Settings, part: Part): Part {
  const names = Object.keys(part) as Name[];
  return Object.fromEntries(names.map((name) => [name, settings.chosen.includes(name) ? settings[name] : null]));
}

/** The settings as they will be: null is the usual again. */
export function after(settings: Settings, part: Part): Settings {
  const chosen = new Set(settings.chosen);
  const found: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(part)) {
    if (value === null) chosen.delete(name);
    else chosen.add(name);
    found[name] = value ?? settings.usual[name as Name];
  }
  return { ...(found as Settings), chosen: [...chosen] };
}

export function useSave() {
  const client = useQueryClient();
  const { tell, warn } = useNotes();
  const { say } = useWords();
  const saving = useMutation({
    mutationFn: ({ part }: { part: Part; undoes?: boolean }) => patch<Settings>("/settings", part),
    onMutate: ({ part }) => {
      const was = client.getQueryData<Settings>(KEY);
      if (was) client.setQueryData<Settings>(KEY, after(was, part));
      return was;
    },
    onSuccess: (saved, { part, undoes }, was) => {
      client.setQueryData(KEY, saved);
      if (undoes || !was) tell(say("saved"));
      else tell(say("saved"), () => saving.mutate({ part: before(was, part), undoes: true }));
    },
    onError: (error, _, was) => {
      client.setQueryData(KEY, was);
      warn(say("undone", { why: reason(error, say) }));
    },
  });
  return saving;
}

export function useSaveWorkspace() {
  const client = useQueryClient();
  const { tell } = useNotes();
  const { say } = useWords();
  return useMutation({
    mutationFn: (part: Partial<Workspace>) => patch<Workspace>("/settings/workspace", part),
    onSuccess: (saved) => {
      client.setQueryData(HERE, saved);
      tell(say("saved"));
    },
  });
}
