"""One trace from the request through outbox and Kafka to the post, in the records' headers, the logs and the spans."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from fakechat.process import wait_until

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


class Collector:
    """An OTLP collector that keeps what it gets: (process, span) for each span."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, object]] = []
        kept = self.spans

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
                for resource in request.resource_spans:
                    names = {one.key: one.value.string_value for one in resource.resource.attributes}
                    kept.extend((names["service.name"], span) for scope in resource.scope_spans for span in scope.spans)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def names(self, trace: str) -> set[tuple[str, str]]:
        """(process, span) of one trace."""
        return {(process, span.name) for process, span in list(self.spans) if span.trace_id.hex() == trace}

    def end(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.end()


def lines(text: str, event: str) -> list[dict]:
    """The log's lines of one kind."""
    found = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return [line for line in found if line.get("event") == event]


def test_a_request_can_be_followed_to_the_post(stage, topics, collector):
    settings = topics.settings | {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
    with stage() as scene:
        api = scene.part("api", **settings)
        workers = scene.part("work", **settings)
        for process in (api, workers):
            wait_until(lambda p=process: httpx.get(f"{p.url}/health", timeout=5).status_code == 200, 30, "all parts")
        asked = {"text": "remind me to call Ann in 2 seconds"}
        said = httpx.post(f"{api.url}/chat", json=asked, headers={"traceparent": PARENT}, timeout=20)
        assert said.status_code in (200, 201), said.text
        posted = wait_until(lambda: lines(workers.said(), "reminder.posted"), 30, "the reminder's post")
        assert [line["trace"] for line in posted] == [TRACE]
        assert [line["trace"] for line in lines(api.said(), "request.answered")][:1] == [TRACE]
        on_kafka = [dict(one.headers)["traceparent"].decode() for one in topics.records("task-events")]
        assert {value.split("-")[1] for value in on_kafka} == {TRACE}
        wanted = {
            ("todobot-api", "POST /chat"),
            ("todobot-api", "turn"),
            ("todobot-work", "publish task-events"),
            ("todobot-work", "handle " + topics.prefix + "schedule"),
            ("todobot-work", "reminder-due"),
            ("todobot-work", "post web"),
        }
        wait_until(lambda: wanted <= collector.names(TRACE), 30, "every span")
        spans = {span.span_id: span for _, span in collector.spans if span.trace_id.hex() == TRACE}
        turn = next(span for span in spans.values() if span.name == "turn")
        assert spans[turn.parent_span_id].name == "POST /chat"
        assert spans[turn.parent_span_id].parent_span_id.hex() == PARENT.split("-")[2]


def test_each_firing_of_what_repeats_is_a_trace_of_its_own(stage):
    with stage() as scene:
        bot = scene.bot()
        scene.fake.type("every day at 9am stretch")
        first = scene.rows("SELECT id, reminder_id, traceparent FROM occurrences")[0]
        scene.script(f"UPDATE occurrences SET due_at = now() WHERE id = '{first['id']}'")
        wait_until(lambda: lines(bot.said(), "reminder.posted"), 20, "the first firing")
        both = [row["traceparent"] for row in scene.rows("SELECT traceparent FROM occurrences ORDER BY sequence")]
        assert len(both) == 2
        assert both[0].split("-")[1] != both[1].split("-")[1]
        assert lines(bot.said(), "reminder.posted")[0]["trace"] == both[0].split("-")[1]
