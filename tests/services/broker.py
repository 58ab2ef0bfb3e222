"""An Apache Kafka broker of one node (KRaft) on loopback ports of its own."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.services import obtain
from tests.services.running import Service, free_ports, listens

CLUSTER = "4L6g3nShT-eMCtK--X86sw"
HERE = Path(__file__).parent
# A few partitions for the internal topics make the first consumer quicker.
PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{control}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{control}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{control}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs={folder}/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
log.cleaner.backoff.ms=500
"""
LEAN = ("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


@dataclass
class Broker:
    """The broker; its address stays the same over its deaths. `start` takes about 4 s the first time, then 3."""

    folder: Path
    owner: int

    def __post_init__(self) -> None:
        self._libs = obtain.kafka()
        self.port, self.control = free_ports(2)
        self._service: Service | None = None

    @property
    def servers(self) -> str:
        """What KAFKA_BOOTSTRAP_SERVERS is set to."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process that keeps the broker, for whoever ends it later."""
        assert self._service is not None
        return self._service.keeper.pid

    def start(self) -> None:
        """Return when it takes connections."""
        if not (self.folder / "data").exists():
            self._format()
        command = self._java("kafka.Kafka", "server.properties")
        self._service = Service("kafka", command, self.folder, self.owner)
        self._service.wait(listens(self.port), 60)

    def kill(self) -> None:
        """SIGKILL."""
        assert self._service is not None
        self._service.kill()

    def stop(self) -> None:
        """Shut down in order; `start` brings it back with its records."""
        if self._service is not None:
            self._service.end()

    def pause(self) -> None:
        """It answers nothing, and its connections stay open."""
        assert self._service is not None
        self._service.pause()

    def go_on(self) -> None:
        """It answers again."""
        assert self._service is not None
        self._service.go_on()

    def console(self, topic: str, count: int, timeout_s: int = 20) -> list[str]:
        """What Kafka's own console consumer prints of the topic from its beginning, with keys and headers."""
        wanted = ("print.key=true", "print.headers=true")
        words = [part for one in wanted for part in ("--formatter-property", one)]
        command = self._java(
            "org.apache.kafka.tools.consumer.ConsoleConsumer",
            *("--bootstrap-server", self.servers, "--topic", topic, "--from-beginning"),
            *("--max-messages", str(count), "--timeout-ms", str(timeout_s * 1000), *words),
        )
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=timeout_s + 20)
        return done.stdout.splitlines()

    def _format(self) -> None:
        text = PROPERTIES.format(port=self.port, control=self.control, folder=self.folder)
        (self.folder / "server.properties").write_text(text)
        words = ("format", "--standalone", "-t", CLUSTER, "-c", "server.properties")
        done = subprocess.run(
            self._java("kafka.tools.StorageTool", *words), cwd=self.folder, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _java(self, program: str, *words: str) -> list[str]:
        log = f"-Dlog4j2.configurationFile={HERE / 'kafka' / 'log4j2.properties'}"
        return ["java", *LEAN, log, "-cp", f"{self._libs}/*", program, *words]
