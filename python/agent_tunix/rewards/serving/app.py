"""The ASGI application: routes, bounds, errors."""

from __future__ import annotations

import asyncio
import hmac
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from agent_tunix.rewards._core import __version__
from agent_tunix.rewards.composing.calling import RewardError
from agent_tunix.rewards.serving.forms import FORMS, STRUCTS
from agent_tunix.rewards.serving.judging import Batcher, FullError, Judge
from agent_tunix.rewards.serving.limits import Limits
from agent_tunix.rewards.serving.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

JSON = "application/json"
#: Seconds after which a client should ask again when the server has too much to do.
RETRY = "1"
#: A reply's status and body.
Answer = tuple[int, bytes]


class RefusedError(Exception):
    """A request that is not graded, with its status and what is wrong."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def make_app(
    reward: Callable[..., Any], *, token: str | None = None, limits: Limits | None = None, **options: Any
) -> Starlette:
    """Make an ASGI application that grades responses.

    >>> from agent_tunix.rewards import check_answer
    >>> app = make_app(check_answer)
    >>> sorted(route.path for route in app.routes)[:3]
    ['/health', '/healthz', '/metrics']

    Args:
        reward: any reward that an adapter takes; with `check_answer` the replies have reasons and answers.
        token: what clients must send as ``Authorization: Bearer <token>``, if anything.
        limits: the bounds.
        options: further arguments of the reward, the same for every response.
    """
    return Server(Judge(reward, **options), token, limits or Limits()).app


class Server:
    """One application: its reward, its queue, its counts."""

    def __init__(self, judge: Judge, token: str | None, limits: Limits) -> None:
        """Make the routes."""
        self._token = None if token is None else f"Bearer {token}".encode()
        self._limits = limits
        self._judge = judge
        self._metrics = Metrics()
        self._batcher: Batcher | None = None
        routes = [Route(path, self._route(path), methods=["POST"]) for path in FORMS]
        routes += [Route(path, self._healthy, methods=["GET"]) for path in ("/healthz", "/health")]
        routes += [Route("/metrics", self._tell_metrics, methods=["GET"])]
        routes += [Route("/openapi.json", self._describe, methods=["GET"])]
        routes += [Route("/seed_session", self._seed, methods=["POST"])]
        self.app = Starlette(routes=routes, lifespan=self._live)

    @asynccontextmanager
    async def _live(self, _app: Starlette) -> AsyncIterator[None]:
        """Grade while the server runs, and at its end what was accepted before."""
        self._batcher = Batcher(self._judge.judge, self._limits)
        grading = asyncio.create_task(self._batcher.run())
        try:
            yield
        finally:
            self._batcher.close()
            await grading

    def _route(self, path: str) -> Callable[[Request], Any]:
        decode = FORMS[path]

        async def answer(request: Request) -> Response:
            began = time.perf_counter()
            try:
                status, body = await self._grade(request, decode)
            except RefusedError as refused:
                status, body = refused.status, msgspec.json.encode({"error": str(refused)})
            except Exception as error:  # noqa: BLE001  whatever a reward raises or returns
                words = f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode()
                status, body = 500, msgspec.json.encode({"error": words})
            headers = {"Retry-After": RETRY} if status == 503 else None  # noqa: PLR2004  too much to do
            self._metrics.requests.labels(path, str(status)).inc()
            self._metrics.latency.labels(path).observe(time.perf_counter() - began)
            return Response(body, status, headers, media_type=JSON)

        return answer

    async def _grade(self, request: Request, decode: Callable[[bytes], Any]) -> Answer:
        self._check_token(request)
        body = await self._read(request)
        try:
            form = decode(body)
            work = form.work()
        except msgspec.ValidationError as error:
            raise RefusedError(422, str(error)) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise RefusedError(400, f"the body is no JSON: {error}") from None
        except (TypeError, ValueError) as error:
            raise RefusedError(422, str(error)) from None
        if len(work.responses) > self._limits.rows:
            raise RefusedError(
                413, f"{len(work.responses)} responses: at most {self._limits.rows} are taken in one request"
            )
        if self._batcher is None:
            raise RefusedError(503, "the server has not started yet")
        try:
            judged = await self._batcher.submit(work)
        except FullError:
            raise RefusedError(503, "too many responses wait to be graded") from None
        except RewardError as error:
            raise RefusedError(500, str(error)) from None
        except (TypeError, ValueError, KeyError) as error:
            raise RefusedError(422, f"{type(error).__name__}: {error}") from None
        self._metrics.count(judged)
        return 200, msgspec.json.encode(form.reply(judged))

    def _check_token(self, request: Request) -> None:
        if self._token is not None:
            given = request.headers.get("authorization", "").encode("utf-8", "replace")
            if not hmac.compare_digest(given, self._token):
                raise RefusedError(401, "the bearer token is missing or wrong")

    async def _read(self, request: Request) -> bytes:
        """Return the body, which has to be within its bound and to arrive in time."""
        bound = self._limits.body
        declared = request.headers.get("content-length", "0")
        if declared.isdecimal() and int(declared) > bound:
            raise RefusedError(413, f"the body has {declared} bytes: at most {bound} are taken")

        async def read() -> bytes:
            body = bytearray()
            async for chunk in request.stream():
                body += chunk
                if len(body) > bound:
                    raise RefusedError(413, f"the body has more than {bound} bytes")
            return bytes(body)

        try:
            return await asyncio.wait_for(read(), self._limits.patience)
        except asyncio.TimeoutError:
            raise RefusedError(408, f"the body did not arrive within {self._limits.patience:g} s") from None

    async def _healthy(self, _request: Request) -> Response:
        return Response(b'{"status":"ok"}', media_type=JSON)

    async def _seed(self, _request: Request) -> Response:
        """Answer NeMo Gym, which begins each rollout with a session; grading needs none."""
        return Response(b"{}", media_type=JSON)

    async def _tell_metrics(self, request: Request) -> Response:
        try:
            self._check_token(request)
        except RefusedError as refused:
            return Response(msgspec.json.encode({"error": str(refused)}), refused.status, media_type=JSON)
        self._metrics.waiting.set(self._batcher.rows if self._batcher else 0)
        return Response(self._metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def _describe(self, _request: Request) -> Response:
        return Response(msgspec.json.encode(describe()), media_type=JSON)


def describe() -> dict[str, Any]:
    """Return the server's description in OpenAPI 3.1, made of the forms of its requests."""
    names = list(STRUCTS)
    schemas, components = msgspec.json.schema_components(
        [STRUCTS[name] for name in names], ref_template="#/components/schemas/{name}"
    )
    by_path = dict(zip(names, schemas, strict=True))
    refused = {
        str(status): {"description": words}
        for status, words in (
            (400, "The body is no JSON."),
            (401, "The token is wrong."),
            (413, "The request is too large."),
            (422, "The request is not of this form, or a truth can't be used."),
            (503, "Too much waits; ask again."),
        )
    }
    paths = {
        path: {
            "post": {
                "summary": (STRUCTS[path].__doc__ if path in STRUCTS else "NeMo Gym's verification of one rollout."),
                "requestBody": {"content": {JSON: {"schema": by_path.get(path, {"type": "object"})}}},
                "responses": {"200": {"description": "The rewards."}, **refused},
            }
        }
        for path in FORMS
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "agent-tunix-rewards", "version": __version__},
        "paths": paths,
        "components": {"schemas": components},
    }
