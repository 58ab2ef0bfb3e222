"""The EventBus over Dapr pub/sub on Kafka: the same topics and records as the bus over Kafka itself."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from dapr.proto import api_v1
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.bus.bulk import Burying, Delivery, entries_of
from core.bus.cloud import encode
from core.bus.handing import BATCH
from core.dapr import CallError, Gate, Sidecar
from core.domain.envelope import Envelope, Written
from core.domain.events import DEAD_LETTERS, WAKES
from core.ending import end
from core.errors import RefusedError, StartError, UnavailableError
from core.log import get
from core.ports import Handler, Record, Watcher
from core.settings import Settings

log = get(__name__)
LOOK_S, AGAIN_S, HEARD_S = 5.0, 1.0, 10.0
STOPPED = "stopped"
RAW = {"rawPayload": "true"}
CLOUD_EVENT = "application/cloudevents+json"
PROBE = b"probe "
# What no repetition mends, in the words of Dapr's Kafka component.
FOR_GOOD = ("too large", "larger than", "not authorized")
# A group's records come as they lie on the topic, many at a time: what is no event of ours is ours to bury.
SUBSCRIBED: dict[str, Any] = {
    "metadata": RAW,
    "bulkSubscribe": {"enabled": True, "maxMessagesCount": BATCH, "maxAwaitDurationMs": 20},
}


class DaprBus:
    """Implements core.ports.EventBus through a sidecar with the components of deploy/dapr.

    A group `g` needs a component `<pubsub>-g`, and watching `<pubsub>-watch`: who shares a component shares its group.
    It hears its own probe on `wakes` every few seconds, and so knows that it sees what the other processes say.
    """

    local = False

    def __init__(self, settings: Settings) -> None:
        self._settings, self._prefix, self._pubsub = settings, settings.kafka_prefix, settings.dapr_pubsub
        self._sidecar = Sidecar(settings)
        self._deliveries: dict[tuple[str, str], Delivery] = {}
        self._watchers: dict[str, list[Watcher]] = {}
        self._burying = Burying(self._bury)
        self._trouble = STOPPED
        self._heard: dict[bytes, asyncio.Event] = {}
        self._task: asyncio.Task[None] | None = None

    def health(self) -> tuple[bool, str]:
        """Whether Kafka took and gave back the last probe through Dapr, from memory."""
        if self._burying.halted:
            return False, f"Dapr pub/sub: {self._burying.halted} (see the topic dead-letters); restart to go on"
        if self._trouble:
            return False, f"Dapr pub/sub: {self._trouble}; facts wait in the outbox"
        return True, "Dapr pub/sub"

    def wants(self, topic: str) -> bool:
        """Every topic has readers somewhere."""
        return True

    def subscribe(self, group: str, topics: Sequence[str], handler: Handler) -> None:
        """Be a member of the group for these topics. StartError for a second handler: Dapr would call only one."""
        for topic in topics:
            if (group, topic) in self._deliveries:
                raise StartError(f"{group} already has a handler for {topic} in this process.")
            self._deliveries[group, topic] = Delivery(group, topic, handler, self._burying)

    def watch(self, topics: Sequence[str], handler: Watcher) -> None:
        """Call the handler for what is written to these topics after `start`, and once whenever it begins to see."""
        for topic in topics:
            self._watchers.setdefault(topic, []).append(handler)
        self._watchers.setdefault(WAKES, [])

    def routes(self) -> list[Route]:
        """What the sidecar asks for and calls: subscriptions, and a route for each group and topic."""
        gate = Gate(self._settings)

        def guarded(work: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
            async def called(request: Request) -> Response:
                return await work(request) if gate.opens(request) else Response(status_code=401)

            return called

        return [
            Route("/dapr/subscribe", guarded(self._subscriptions), methods=["GET"]),
            Route("/events/{group}/{topic}", guarded(self._delivered), methods=["POST"]),
            Route("/watched/{topic}", guarded(self._watched), methods=["POST"]),
        ]

    async def start(self) -> None:
        """Take and give from now on; returns at once, also while the sidecar or Kafka is away."""
        self._trouble = "connecting"
        self._task = asyncio.create_task(self._look(), name="dapr-bus")

    async def stop(self) -> None:
        """Take no more; what Dapr still brings is refused, so that it brings it to another process."""
        self._trouble = STOPPED
        task, self._task = self._task, None
        if task is not None:
            await end(task)
        await self._sidecar.close()

    async def publish(self, topic: str, events: Sequence[Envelope | Written]) -> None:
        """Return when every in-sync replica has every event; per key they stand in the order of `events`."""
        refused: dict[UUID, str] = {}
        for start in range(0, len(events), BATCH):
            chunk = events[start : start + BATCH]
            failed = await self._send(topic, chunk)
            if failed and not any(_for_good(reason) for reason in failed.values()):
                raise UnavailableError(f"Kafka does not take events through Dapr ({next(iter(failed.values()))[:200]})")
            for event in chunk:  # what lay in one batch with it failed too: each alone says who it was
                if event.id in failed:
                    alone = await self._send(topic, [event])
                    if alone and not _for_good(alone[event.id]):
                        raise UnavailableError(f"Kafka does not take events through Dapr ({alone[event.id][:200]})")
                    refused |= alone
        if refused:
            raise RefusedError(refused)

    async def wake(self) -> None:
        """Write a record without data on `wakes`. UnavailableError when it is not taken."""
        await self._put(WAKES, b"wake", {})

    async def _send(self, topic: str, events: Sequence[Envelope | Written]) -> dict[UUID, str]:
        """Why each of those failed that were not taken."""
        entries = []
        for event in events:
            key, value, headers = encode(event)
            about = {name: text.decode() for name, text in headers} | {"partitionKey": key.decode()}
            entries.append(
                api_v1.BulkPublishRequestEntry(
                    entry_id=str(event.id), event=value, content_type=CLOUD_EVENT, metadata=about
                )
            )
        # Raw: the record is the very one that the Kafka bus writes. Else Dapr puts its own trace in the place of ours.
        request = api_v1.BulkPublishRequest(
            pubsub_name=self._pubsub, topic=self._name(topic), entries=entries, metadata=RAW
        )
        try:
            answer = await self._asked("BulkPublishEvent", request)
        except CallError as error:
            return {event.id: str(error) for event in events}
        return {UUID(one.entry_id): one.error for one in answer.failedEntries}

    async def _put(self, topic: str, value: bytes, headers: Mapping[str, str]) -> None:
        about = {**RAW, **headers}
        request = api_v1.PublishEventRequest(
            pubsub_name=self._pubsub, topic=self._name(topic), data=value, metadata=about
        )
        try:
            await self._asked("PublishEvent", request)
        except CallError as error:
            raise UnavailableError(str(error)) from error

    async def _asked(self, method: str, request: Any) -> Any:
        if self._trouble == STOPPED:
            raise UnavailableError("the bus is not running")
        try:
            return await self._sidecar.call(method, request)
        except UnavailableError as error:
            if self._trouble != STOPPED:
                self._trouble = str(error)
            raise

    async def _bury(self, record: Record, group: str, reason: str) -> None:
        origin = {
            "reason": reason[:1000],
            "group": group,
            "origin-topic": self._name(record.topic),
            "origin-partition": str(record.partition),
            "origin-offset": str(record.offset),
        }
        if record.key is not None:
            origin["partitionKey"] = record.key.decode("utf-8", "replace")
        await self._put(DEAD_LETTERS, record.value or b"", origin)

    async def _subscriptions(self, _request: Request) -> Response:
        groups = [
            {"pubsubname": f"{self._pubsub}-{group}", "topic": self._name(topic), "route": f"/events/{group}/{topic}"}
            for group, topic in self._deliveries
        ]
        watched = [
            {"pubsubname": f"{self._pubsub}-watch", "topic": self._name(topic), "route": f"/watched/{topic}"}
            for topic in self._watchers
        ]
        return JSONResponse([one | SUBSCRIBED for one in (*groups, *watched)])

    async def _delivered(self, request: Request) -> Response:
        delivery = self._deliveries.get((request.path_params["group"], request.path_params["topic"]))
        if delivery is None or self._trouble == STOPPED:
            return Response(status_code=503)  # not 404, which Dapr takes for a wish to drop it
        return JSONResponse({"statuses": await delivery.take(await request.json())})

    async def _watched(self, request: Request) -> Response:
        topic = request.path_params["topic"]
        entries = entries_of(await request.json(), topic)
        ours = False
        for _, record in entries:
            value = record.value or b""
            if value.startswith(PROBE):
                if seen := self._heard.get(value):
                    seen.set()
            else:
                ours = True
        if ours:
            await self._tell(topic)
        return JSONResponse({"statuses": [{"entryId": entry_id, "status": "SUCCESS"} for entry_id, _ in entries]})

    async def _tell(self, topic: str) -> None:
        for watcher in self._watchers.get(topic, ()):
            try:
                await watcher(topic)
            except Exception:  # a watched record is a hint: the next one comes
                log.exception("watcher.failed", topic=topic)

    async def _look(self) -> None:
        """Send a probe through Kafka and hear it again, every few seconds."""
        seeing = False
        while True:
            try:
                await self._probe()
            except (UnavailableError, TimeoutError) as error:
                if seeing:
                    log.warning("dapr.away", error=str(error) or type(error).__name__)
                seeing, self._trouble = False, str(error) or "it does not bring what is written"
                await asyncio.sleep(AGAIN_S)
                continue
            if not seeing:  # what was written while nobody watched is not known: it counts as something
                for topic in self._watchers:
                    await self._tell(topic)
            seeing, self._trouble = True, ""
            await asyncio.sleep(LOOK_S)

    async def _probe(self) -> None:
        mark = PROBE + secrets.token_hex(8).encode()
        heard = self._heard[mark] = asyncio.Event()
        try:
            async with asyncio.timeout(HEARD_S):
                while not heard.is_set():
                    await self._put(WAKES, mark, {})
                    if not self._watchers:
                        return
                    with suppress(TimeoutError):  # a group that is only just joining begins after this record
                        async with asyncio.timeout(AGAIN_S):
                            await heard.wait()
        finally:
            del self._heard[mark]

    def _name(self, name: str) -> str:
        return self._prefix + name


def _for_good(reason: str) -> bool:
    return any(words in reason.lower() for words in FOR_GOOD)
