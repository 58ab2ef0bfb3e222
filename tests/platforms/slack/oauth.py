"""The page on which somebody allows the app: it sends the browser back with a code and the state that it came with."""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from tests.platforms.slack.state import Slack

AS = "X-Fake-Person"  # "acme/ann": whose browser this is; real browsers have a session for that


class Authorizing:
    """GET /oauth/v2/authorize."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    def routes(self) -> list[web.RouteDef]:
        """The page alone."""
        return [web.get("/oauth/v2/authorize", self.authorize)]

    async def authorize(self, request: web.Request) -> web.Response:
        """302 to redirect_uri with code and state, or error=access_denied after ?deny=1; 400 for a wrong request."""
        query, app = request.query, self.slack.app
        if query.get("client_id") != app["client_id"]:
            return web.Response(status=400, text="invalid_client_id")
        redirect = query.get("redirect_uri", "")
        allowed = app["redirects"]
        if allowed and not any(redirect.startswith(one) for one in allowed):
            return web.Response(status=400, text="bad_redirect_uri")
        if not query.get("scope"):
            return web.Response(status=400, text="invalid_scope")
        workspace, _, account = request.headers.get(AS, "acme/ann").partition("/")
        team = self.slack.world.workspace(workspace)
        person = self.slack.world.person(team, account)
        if query.get("deny"):
            answer = {"error": "access_denied", "state": query.get("state", "")}
        else:
            code = self.slack.tokens.authorize(team, person.id, redirect, query["scope"])
            answer = {"code": code, "state": query.get("state", "")}
        raise web.HTTPFound(f"{redirect or allowed[0]}{'&' if '?' in redirect else '?'}{urlencode(answer)}")
