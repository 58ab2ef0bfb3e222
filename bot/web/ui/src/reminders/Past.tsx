// What rang: when, how late and why, and the way to let it ring once more.
import { useInfiniteQuery } from "@tanstack/react-query";
import { DeliveryRow } from "@/deliveries/DeliveryRow";
import { deliveries } from "@/deliveries/data";
import { Button } from "@/parts/Button";
import { Empty, Failed, Waiting } from "@/parts/States";
import { useWords } from "@/words";
import { useReminderDeeds } from "./data";
import { LaterMenu } from "./Handles";

export function Past() {
  const { say } = useWords();
  const found = useInfiniteQuery(deliveries({ show: "all" }));
  const deeds = useReminderDeeds();
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {found.isPending && <Waiting />}
      {found.isError && <Failed error={found.error} again={() => void found.refetch()} />}
      {found.isSuccess && items.length === 0 && <Empty title={say("past_empty")}>{say("past_empty_what")}</Empty>}
      {items.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-sheet">
          {items.map((one) => (
            <DeliveryRow key={one.id} one={one}>
              {one.state === "sent" && (
                <LaterMenu of={one.reminder} due={null} word="again_menu" set={(at) => deeds.again(one.reminder, at)} />
              )}
            </DeliveryRow>
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {say("more")}
        </Button>
      )}
    </>
  );
}
