// The conversation with the bot: what was said, what rings, and the box to say more.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { Button } from "@/parts/Button";
import { Page } from "@/parts/Page";
import { Failed, Waiting } from "@/parts/States";
import { useWords } from "@/words";
import { Composer } from "./Composer";
import { FormSheet } from "./FormSheet";
import { Log } from "./Log";
import { conversation, type Line, loadOlder } from "./lines";
import { NotifyButton } from "./NotifyButton";
import { useSaying } from "./saying";

export function ChatPage() {
  const { say } = useWords();
  const found = useQuery(conversation);
  const saying = useSaying();
  const client = useQueryClient();
  const older = useCallback(() => loadOlder(client), [client]);
  const [draft, setDraft] = useState("");
  const lines = found.data?.lines;
  const said = useMemo(() => wordsOf(lines), [lines]);
  const empty = found.data?.lines.length === 0 && saying.pending.length === 0;
  return (
    <Page title={say("chat")} actions={<NotifyButton />} fixed>
      {found.isPending && <Waiting />}
      {found.isError && <Failed error={found.error} again={() => void found.refetch()} />}
      {empty && <Welcome take={setDraft} />}
      {found.data && !empty && <Log talk={found.data} saying={saying} older={older} />}
      <Composer draft={draft} setDraft={setDraft} send={(text) => saying.send({ text })} said={said} />
      <FormSheet form={saying.form} close={saying.closeForm} submit={saying.send} />
    </Page>
  );
}

const wordsOf = (lines: Line[] = []): string[] =>
  lines.filter((line) => line.author !== "bot" && line.text).map((line) => line.text);

function Welcome({ take }: { take: (text: string) => void }) {
  const { say } = useWords();
  const tries = [say("chat_try_1"), say("chat_try_2"), say("chat_try_3")];
  return (
    <div className="grid-paper flex flex-1 flex-col items-center justify-center px-4 text-center">
      <h2 className="text-3xl font-bold text-balance md:text-4xl">{say("chat_empty")}</h2>
      <p className="mt-2 mb-6 text-soft">{say("chat_empty_what")}</p>
      <div className="flex max-w-xl flex-wrap justify-center gap-2">
        {tries.map((text) => (
          <Button key={text} onClick={() => take(text)}>
            {text}
          </Button>
        ))}
      </div>
    </div>
  );
}
