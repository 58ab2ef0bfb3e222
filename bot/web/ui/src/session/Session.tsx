// Who is signed in, and the way out.
import { useQuery } from "@tanstack/react-query";
import { get, remove, type Schemas } from "@/api/client";
import { Button } from "@/parts/Button";
import { Group } from "@/settings/fields";
import { useWords } from "@/words";

export function Session() {
  const { say } = useWords();
  const { data } = useQuery({ queryKey: ["me"], queryFn: ({ signal }) => get<Schemas["MeOut"]>("/me", {}, signal) });
  if (!data?.signed_in) return null;
  const leave = async () => {
    await remove("/session");
    location.assign("/sign-in");
  };
  return (
    <Group
      title={say("signed_in_as", { name: data.name })}
      about={say("signed_in_what", { workspace: data.workspace.name })}
    >
      <Button onClick={() => void leave()}>{say("sign_out")}</Button>
    </Group>
  );
}
