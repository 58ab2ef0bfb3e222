"""Finds the platforms by their entry points and builds those that are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points

from core.bootstrap import Services
from core.errors import StartError
from core.ports import Platform, Running, Surroundings
from core.settings import Settings, environment

GROUP = "todobot.platforms"
TOKENS = ("BOT_TOKEN", "CLIENT_ID")  # SLACK_BOT_TOKEN and the like


def wanted(settings: Settings) -> tuple[str, ...]:
    """The platforms that BOT_PLATFORMS names; where it is not set, the doors of our own and those with a token set."""
    if "bot_platforms" in settings.model_fields_set:
        return settings.platforms
    return tuple(dict.fromkeys([*settings.platforms, *with_token()]))


def with_token() -> tuple[str, ...]:
    """The platforms with a token set, whether their doors are opened here or by another process."""
    environ = environment()
    return tuple(name for name in sorted(_installed()) if any(environ.get(f"{name.upper()}_{kind}") for kind in TOKENS))


def check_platforms(names: Sequence[str]) -> None:
    """StartError names one that is not installed; asked before anything is started."""
    found = _installed()
    for name in names:
        if name not in found:
            there = ", ".join(sorted(found)) or "none"
            raise StartError(f"BOT_PLATFORMS names “{name}”, and there is no such platform. There is: {there}.")


def build_platforms(services: Services, names: Sequence[str]) -> dict[str, Running]:
    """The wanted platforms by name, not started; all of them are installed."""
    found = _installed()
    surroundings = surroundings_of(services)
    built: dict[str, Running] = {}
    for name in names:
        built[name] = _loaded(found[name]).build(surroundings)
    return built


def platform_named(name: str) -> Platform:
    """One platform, not built; StartError when it is not installed."""
    found = _installed()
    if name not in found:
        raise StartError(f"There is no platform “{name}”. There is: {', '.join(sorted(found))}.")
    return _loaded(found[name])


def surroundings_of(services: Services) -> Surroundings:
    """What every platform is built from."""
    return Surroundings(
        assistant=services.assistant,
        transcript=services.transcript,
        installations=services.installations,
        sessions=services.sessions,
        secrets=services.secrets,
        budgets=services.budgets,
        ownership=services.ownership,
        environ=environment(),
        home=services.settings.home,
    )


def _loaded(entry: EntryPoint) -> Platform:
    try:
        platform: Platform = entry.load()
    except ModuleNotFoundError as error:
        raise StartError(
            f"The platform {entry.name} needs {error.name}, which is not installed: pip install 'todobot[{entry.name}]'"
        ) from error
    return platform


def _installed() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}
