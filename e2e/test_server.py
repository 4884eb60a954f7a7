"""The reward server, asked by the clients of the trainers themselves and by a load generator.

slime, miles and PipelineRL have no package that can be installed: their requests are repeated in
`tests/test_serving.py`.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.packages import load_alone

PROMPT, RIGHT, WRONG = "2 + 2? ", "The answer is 4.", "The answer is 5."


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server for all tests, which ends with code 0."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    command = [sys.executable, "-m", "agent_tunix.rewards.cli", "serve", "check_answer", "--port", str(number)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{number}/healthz", timeout=1).close()
            break
        except (OSError, urllib.error.URLError):
            assert process.poll() is None
            time.sleep(0.1)
    yield number
    process.terminate()
    _, told = process.communicate(timeout=60)
    assert process.returncode == 0, told


def test_openrlhf(port: int) -> None:
    pytest.importorskip("aiohttp")
    agent: Any = load_alone("openrlhf.utils.agent")
    executor = agent.SingleTurnAgentExecutor([f"http://127.0.0.1:{port}/openrlhf"])
    for response, score in ((RIGHT, 1.0), (WRONG, 0.0)):
        told = asyncio.run(executor._fetch_rewards_via_http([PROMPT + response], [PROMPT], ["4"]))  # noqa: SLF001
        assert told == [{"rewards": [score], "scores": [score], "extra_logs": {}}]


def test_nemo_gym(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("nemo_gym")
    # Its servers are told their configuration so; otherwise it reads the command line.
    monkeypatch.setenv("NEMO_GYM_CONFIG_DICT", "{verbosity: 0}")
    from nemo_gym.base_resources_server import BaseVerifyRequest, BaseVerifyResponse
    from nemo_gym.config_types import BaseServerConfig
    from nemo_gym.openai_utils import NeMoGymResponse
    from nemo_gym.server_utils import ServerClient, get_response_json, raise_for_status
    from omegaconf import OmegaConf

    place = {"host": "127.0.0.1", "port": port}
    servers = OmegaConf.create({"math": {"resources_servers": {"math": place}}})
    client = ServerClient(head_server_config=BaseServerConfig(**place), global_config_dict=servers)

    class Request(BaseVerifyRequest, extra="allow"):
        """The row of a data set with its reference answer."""

    async def ask(text: str) -> Any:
        message = {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": text, "annotations": []}],
        }
        response = NeMoGymResponse.model_validate(
            {
                "id": "r",
                "object": "response",
                "created_at": 0,
                "model": "m",
                "output": [message],
                "parallel_tool_calls": True,
                "tool_choice": "auto",
                "tools": [],
            }
        )
        row = Request(responses_create_params={"input": PROMPT}, response=response, expected_answer="4")
        await (await client.post("math", "/seed_session", json={})).read()
        reply = await client.post("math", "/verify", json=row.model_dump())
        await raise_for_status(reply)
        return BaseVerifyResponse.model_validate(await get_response_json(reply))

    async def ask_both() -> list[Any]:
        # Its client stays with the first event loop.
        return [await asyncio.wait_for(ask(text), 30) for text in (RIGHT, WRONG)]

    assert [(told.reward, told.mask_sample) for told in asyncio.run(ask_both())] == [(1.0, False), (0.0, False)]


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed: on Debian, apt install wrk")
def test_nothing_is_lost_under_load(port: int, tmp_path: Path) -> None:
    body = {"responses": [RIGHT, WRONG] * 32, "ground_truth": "4"}
    (tmp_path / "body.json").write_text(json.dumps(body))
    (tmp_path / "post.lua").write_text(
        f'local file = io.open("{tmp_path}/body.json", "rb")\n'
        'wrk.method = "POST"\nwrk.body = file:read("*a")\nfile:close()\n'
    )
    command = ["wrk", "-t1", "-c16", "-d5s", "-s", str(tmp_path / "post.lua"), f"http://127.0.0.1:{port}/score"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    assert "Socket errors" not in told, told
    requests = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
    assert requests > 0
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as reply:
        lines = dict(line.rsplit(" ", 1) for line in reply.read().decode().splitlines() if not line.startswith("#"))
    # wrk does not count the requests that were under way at its end.
    done = float(lines['rewards_requests_total{path="/score",status="200"}'])
    assert requests <= done <= requests + 16
    assert float(lines['rewards_reasons_total{reason="correct"}']) >= done * 32
