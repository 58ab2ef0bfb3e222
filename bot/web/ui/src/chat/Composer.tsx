// The box where one types: Enter sends, Arrow up brings the last words back.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";
import { Preview } from "./Preview";
import { useReadings } from "./preview";

type Props = { draft: string; setDraft: (text: string) => void; send: (text: string) => void };

export function Composer({ draft, setDraft, send }: Props) {
  const { say } = useWords();
  const id = useId();
  const [last, setLast] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const readings = useReadings(draft);
  const change = (text: string) => {
    setDraft(text);
    box.current?.focus();
  };
  useEffect(() => {
    box.current?.focus();
  }, []);
  const submit = () => {
    const text = draft.trim();
    if (!text) return;
    send(text);
    setLast(text);
    setDraft("");
  };
  const typed = (event: KeyboardEvent) => {
    if (event.key === "ArrowUp" && !draft && last) setDraft(last);
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <div className="shrink-0 px-4 pb-3 md:px-7">
      <div className="mx-auto max-w-3xl rounded-xl border border-edge bg-sheet p-1.5 focus-within:border-spruce focus-within:shadow-[0_0_0_1px_var(--spruce)]">
        <label htmlFor={id} className="sr-only">
          {say("chat_box")}
        </label>
        <div className="flex items-end gap-1.5">
          <textarea
            id={id}
            ref={box}
            rows={1}
            value={draft}
            maxLength={20000}
            placeholder={say("chat_place")}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={typed}
            className="field-sizing-content max-h-44 min-h-9 flex-1 resize-none bg-transparent px-2 py-1.5 outline-none placeholder:text-soft focus-visible:outline-none"
          />
          <Button kind="primary" onClick={submit} disabled={!draft.trim()} aria-label={say("chat_send")}>
            <Icon sign="send" />
          </Button>
        </div>
        <Preview text={draft} readings={readings} change={change} />
      </div>
      <p className="mx-auto mt-1 hidden max-w-3xl px-2 text-[0.8rem] text-soft md:block">{say("chat_hint")}</p>
    </div>
  );
}
