// Asks the browser whether it may announce reminders; gone where there is nothing to ask.
import { useState } from "react";
import { canNotify } from "@/live/notify";
import { Button } from "@/parts/Button";
import { Icon } from "@/parts/Icon";
import { useWords } from "@/words";

export function NotifyButton() {
  const { say } = useWords();
  const [state, setState] = useState(() => (canNotify() ? Notification.permission : "denied"));
  if (state !== "default") return null;
  return (
    <Button kind="quiet" size="small" onClick={() => void Notification.requestPermission().then(setState)}>
      <Icon sign="reminders" />
      <span className="hidden sm:inline">{say("chat_notify")}</span>
      <span className="sr-only sm:hidden">{say("chat_notify")}</span>
    </Button>
  );
}
