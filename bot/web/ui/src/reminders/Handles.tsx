// What one can do with a reminder: put it off, move it, skip, pause, let it go on, cancel.
import { useState } from "react";
import { Button, look } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { Divider, Entry, Menu } from "@/parts/Menu";
import { useSettings } from "@/settings/data";
import { useWords, type Word } from "@/words";
import { type Deeds, isPaused, type Reminder } from "./data";
import { delays } from "./delays";
import { MomentSheet } from "./MomentSheet";

const USUAL_HOUR = "09:00";

/** The hour that "tomorrow" means to this person. */
export const useDayHour = (): string => useSettings().data?.day ?? USUAL_HOUR;

type Asking = "move" | "pause" | null;

export function Handles({ reminder, deeds }: { reminder: Reminder; deeds: Deeds }) {
  const { say } = useWords();
  const [asking, setAsking] = useState<Asking>(null);
  const paused = isPaused(reminder);
  const close = () => setAsking(null);
  return (
    <div className="ml-auto flex items-center gap-1">
      {paused ? (
        <Button size="small" onClick={() => deeds.resume(reminder)}>
          {say("resume")}
        </Button>
      ) : (
        <LaterMenu of={reminder} due={reminder.due_at} set={(at) => deeds.move(reminder, at)} />
      )}
      <MoreMenu reminder={reminder} deeds={deeds} ask={setAsking} />
      {asking === "move" && (
        <MomentSheet
          title={reminder.text}
          label={say("move_to")}
          hint={reminder.rrule.length ? say("move_once") : undefined}
          action={say("move")}
          at={reminder.due_at}
          close={close}
          done={(at) => deeds.move(reminder, at)}
        />
      )}
      {asking === "pause" && (
        <MomentSheet
          title={reminder.text}
          label={say("pause_to")}
          hint={say("pause_what")}
          action={say("pause")}
          at={null}
          close={close}
          done={(at) => deeds.pause(reminder, at)}
        />
      )}
    </div>
  );
}

type LaterProps = { of: { text: string }; due: string | null; word?: Word; set: (at: string) => void };

/** The bot's own choices of a later time, and one of one's own. */
export function LaterMenu({ of, due, word = "snooze", set }: LaterProps) {
  const { say, language } = useWords();
  const day = useDayHour();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu
        label={`${say(word)}: ${of.text}`}
        className={look("plain", "small")}
        trigger={
          <>
            <Icon sign={due ? "clock" : "repeat"} className="size-4" />
            {say(word)}
          </>
        }
      >
        {delays(due, day, language, say).map((one) => (
          <Entry key={one.key} act={() => set(one.at)}>
            {one.label}
          </Entry>
        ))}
        <Divider />
        <Entry act={() => setAsking(true)}>{say("other_time")}</Entry>
      </Menu>
      {asking && (
        <MomentSheet
          title={of.text}
          label={say("rings_at")}
          action={say("save")}
          at={due}
          close={() => setAsking(false)}
          done={set}
        />
      )}
    </>
  );
}

type MoreProps = { reminder: Reminder; deeds: Deeds; ask: (what: Asking) => void };

function MoreMenu({ reminder, deeds, ask }: MoreProps) {
  const { say } = useWords();
  const repeats = reminder.rrule.length > 0;
  const paused = isPaused(reminder);
  return (
    <Menu
      label={`${say("more")}: ${reminder.text}`}
      className="grid size-7 shrink-0 place-items-center rounded-md text-soft hover:bg-well hover:text-ink"
      trigger={<Icon sign="more" />}
    >
      {!paused && <Entry act={() => ask("move")}>{say("move_other")}</Entry>}
      {repeats && !paused && <Entry act={() => deeds.skip(reminder)}>{say("skip_next")}</Entry>}
      {repeats && !paused && <Entry act={() => deeds.pause(reminder, null)}>{say("pause")}</Entry>}
      {repeats && <Entry act={() => ask("pause")}>{say("pause_until")}</Entry>}
      {!paused && <Divider />}
      <Entry danger act={() => deeds.cancel(reminder)}>
        {say("cancel_reminder")}
      </Entry>
    </Menu>
  );
}
