// What holds for all of the workspace: everybody reads it, its admins change it.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId } from "react";
import { get, type Schemas } from "@/api/client";
import { Button } from "@/parts/Button";
import { reason } from "@/parts/Toasts";
import { useWords } from "@/words";
import { useSaveWorkspace, useWorkspace, type Workspace } from "./data";
import { Choice, Fact, Group } from "./fields";

const REPEATS = [1, 2, 5, 10, 30, 60] as const;
const USUAL = 10;

export function ForAll() {
  const { say } = useWords();
  const found = useWorkspace();
  const me = useQuery({ queryKey: ["me"], queryFn: ({ signal }) => get<Schemas["MeOut"]>("/me", {}, signal) });
  if (!found.data || !me.data) return null; // the person's own settings say that the page waits, or why it fails
  const { name, platform } = me.data.workspace;
  const own = platform === "local";
  const about = own ? say("for_own_what") : say(me.data.admin ? "for_all_admin" : "for_all_what");
  const shown = (minutes: number) => say("repeat_minutes", { n: minutes });
  return (
    <Group title={own ? say("for_own") : say("for_all", { workspace: name })} about={about}>
      {me.data.admin ? (
        <Changed workspace={found.data} shown={shown} />
      ) : (
        <>
          <Fact label={say("server_zone")} value={found.data.zone ?? say("server_zone_none")} />
          <Fact label={say("server_repeat")} value={shown(found.data.repeat)} />
        </>
      )}
    </Group>
  );
}

function Changed({ workspace, shown }: { workspace: Workspace; shown: (minutes: number) => string }) {
  const { say } = useWords();
  const saving = useSaveWorkspace();
  const repeat = (value: number) => saving.mutate({ repeat: value as Workspace["repeat"] });
  return (
    <>
      <ZoneField workspace={workspace} saving={saving} />
      <Choice
        label={say("server_repeat")}
        value={`${workspace.repeat}`}
        options={REPEATS.map((one) => [`${one}`, shown(one)])}
        set={(value) => repeat(Number(value))}
        usual={shown(USUAL)}
        back={workspace.repeat === USUAL ? undefined : () => repeat(USUAL)}
      />
    </>
  );
}

/** A city will do; what is no zone is refused with what to write instead. */
function ZoneField({ workspace, saving }: { workspace: Workspace; saving: ReturnType<typeof useSaveWorkspace> }) {
  const { say } = useWords();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = String(new FormData(event.currentTarget).get("zone") ?? "").trim();
    saving.mutate({ zone: said || null });
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 py-2.5">
      <div className="min-w-0 flex-1 basis-48">
        <label htmlFor={id} className="block font-medium">
          {say("server_zone")}
        </label>
        <span id={`${id}-about`} className="text-[0.87rem] text-soft">
          {say("server_zone_hint")}
        </span>
      </div>
      <div className="flex w-full gap-2 sm:w-72">
        <input
          key={workspace.zone}
          id={id}
          name="zone"
          defaultValue={workspace.zone ?? ""}
          placeholder={say("server_zone_none")}
          maxLength={100}
          aria-describedby={`${id}-about`}
          aria-invalid={saving.isError}
          className="field min-w-0 flex-1"
        />
        <Button type="submit" disabled={saving.isPending}>
          {say("save")}
        </Button>
      </div>
      {saving.isError && (
        <p role="alert" className="w-full rounded-lg bg-late-wash px-3 py-2">
          {reason(saving.error, say)}
        </p>
      )}
    </form>
  );
}
