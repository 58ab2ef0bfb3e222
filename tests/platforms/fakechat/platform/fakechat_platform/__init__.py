"""todobot's door to the fake chat platform: what the entry point names, and the platform once it was started."""

from __future__ import annotations

from starlette.routing import Route

from core.ports import Surroundings
from fakechat_platform.adapter import Pipe
from fakechat_platform.notifier import FakechatNotifier
from fakechat_platform.settings import Settings


class RunningFakechat:
    """The started platform: a webhook in, posts out."""

    def __init__(self, surroundings: Surroundings, settings: Settings) -> None:
        self.notifier = FakechatNotifier(settings)
        self._pipe = Pipe(surroundings.assistant, self.notifier, settings.secret)

    async def start(self) -> None:
        """Nothing to open: the platform calls us."""

    async def stop(self) -> None:
        """Finish what came in, then close."""
        await self._pipe.stop()
        await self.notifier.close()

    async def channels_of(self, workspace: str, account: str) -> frozenset[str]:
        """The channels that the person is in, asked of the platform; TransientError when it does not answer."""
        query = {"workspace": workspace, "account": account}
        answer = await self.notifier.call("GET", "/api/channels", params=query)
        return frozenset(answer["channels"])

    def routes(self) -> list[Route]:
        """The webhook's route."""
        return self._pipe.routes()

    def health(self) -> tuple[bool, str]:
        """How the last call went."""
        trouble = self.notifier.trouble
        return (not trouble, f"The fake chat platform: {trouble}." if trouble else "The fake chat platform answers.")


class Fakechat:
    """The platform as the entry point group `todobot.platforms` offers it."""

    name = "fakechat"

    def build(self, surroundings: Surroundings) -> RunningFakechat:
        """From the surroundings' environment; StartError says what is missing there."""
        return RunningFakechat(surroundings, Settings.of(surroundings.environ))


platform = Fakechat()
