"""The reward server: its forms, its bounds, its end."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from starlette.testclient import TestClient

from agent_tunix.rewards import ArgumentValueError, Grading, RewardLog, check_answer
from agent_tunix.rewards.serving import Limits, make_app
from agent_tunix.rewards.serving.judging import Batcher, FullError, Judge, Judged, Work

RIGHT, WRONG = "The answer is 4.", "The answer is 5."


def client(reward: Any = check_answer, **options: Any) -> TestClient:
    return TestClient(make_app(reward, **options))


@pytest.fixture
def asked() -> Iterator[TestClient]:
    with client() as made:
        yield made


@pytest.mark.parametrize(
    ("path", "request_", "reply"),
    [
        (
            "/score",
            {"response": RIGHT, "ground_truth": "4"},
            {"rewards": [1.0], "reasons": ["correct"], "extracted": ["4"]},
        ),
        (
            "/score",
            {"responses": [RIGHT, WRONG], "ground_truth": "4"},
            {"rewards": [1.0, 0.0], "reasons": ["correct", "wrong_value"], "extracted": ["4", "5"]},
        ),
        (
            "/score",
            {"responses": [RIGHT, WRONG], "ground_truth": ["4", [4, 5.0]]},
            {"rewards": [1.0, 1.0], "reasons": ["correct", "correct"], "extracted": ["4", "5"]},
        ),
        ("/score", {"responses": [], "ground_truth": []}, {"rewards": [], "reasons": [], "extracted": []}),
        ("/remote_rm", {"prompt": "2 + 2?", "response": RIGHT, "label": "4"}, 1.0),
        (
            "/openrlhf",
            {"query": ["2 + 2? " + RIGHT, WRONG], "prompts": ["2 + 2? ", "no"], "labels": ["4", "4"]},
            {"rewards": [1.0, 0.0], "scores": [1.0, 0.0], "extra_logs": {}},
        ),
        ("/verify_answer", {"prediction": RIGHT, "gold": "4", "strict": True}, {"answer_status": "correct"}),
        ("/verify_answer", {"prediction": WRONG, "gold": "4"}, {"answer_status": "wrong"}),
        ("/verify_answer", {"prediction": "I don't know.", "gold": "4"}, {"answer_status": "no_answer"}),
    ],
)
def test_each_form_gets_its_reply(asked: TestClient, path: str, request_: Any, reply: Any) -> None:
    answer = asked.post(path, json=request_)
    assert (answer.status_code, answer.json()) == (200, reply)


def test_nemo_gym_gets_its_row_back(asked: TestClient) -> None:
    message = {"type": "message", "content": [{"type": "output_text", "text": RIGHT}]}
    row = {"responses_create_params": {"input": "2 + 2?"}, "response": {"output": [message]}, "expected_answer": "4"}
    assert asked.post("/verify", json=row).json() == {**row, "reward": 1.0, "mask_sample": False}
    silent = {**row, "response": {"output": [{"type": "function_call"}]}}
    assert asked.post("/verify", json=silent).json()["reward"] == 0.0
    assert asked.post("/seed_session", json={}).json() == {}


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/score", b'{"response"', 400, "no JSON"),
        ("/score", b"\xff\xfe", 400, "no JSON"),
        ("/score", b"[]", 422, "object"),
        ("/score", b"{}", 422, "either"),
        ("/score", b'{"response": "a", "responses": ["a"]}', 422, "either"),
        ("/score", b'{"response": 5, "ground_truth": "4"}', 422, "$.response"),
        ("/score", b'{"response": "a", "ground_truth": {"a": 1}}', 422, "$.ground_truth"),
        ("/score", b'{"response": "a", "ground_truth": [true]}', 422, "bool"),
        ("/score", b'{"response": "a", "ground_truth": ""}', 422, "blank"),
        ("/score", b'{"response": "a"}', 422, "ground_truth"),
        ("/score", b'{"responses": ["a", "b"], "ground_truth": ["4"]}', 422, "1 values for 2"),
        ("/score", b'{"response": "a", "ground_truth": 1e999}', 422, ""),
        ("/score", b'{"columns": {"a": ' + b"[" * 100_000, 400, ""),
        ("/remote_rm", b'{"response": "a"}', 422, "label"),
        ("/openrlhf", b'{"query": ["a"], "prompts": [], "labels": ["4"]}', 422, "1, 0 and 1"),
        ("/verify_answer", b'{"prediction": "a"}', 422, "gold"),
        ("/verify", b'{"response": {}}', 422, "output"),
        ("/verify", b'{"response": {"output": []}}', 422, "expected_answer"),
    ],
)
def test_what_is_no_request_is_refused(asked: TestClient, path: str, body: bytes, status: int, words: str) -> None:
    answer = asked.post(path, content=body)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["error"]
    # The server goes on.
    assert asked.post("/score", json={"response": RIGHT, "ground_truth": "4"}).json()["rewards"] == [1.0]


def test_huge_numbers_are_graded(asked: TestClient) -> None:
    big = "9" * 3000
    body = f'{{"response": "The answer is {big}.", "ground_truth": "{big}"}}'
    assert asked.post("/score", content=body).json()["rewards"] == [1.0]


def test_bounds() -> None:
    with client(limits=Limits(rows=2, body=200)) as asked:
        rows = asked.post("/score", json={"responses": ["a"] * 3, "ground_truth": "4"})
        assert (rows.status_code, "at most 2" in rows.text) == (413, True)
        assert asked.post("/score", json={"responses": ["a"] * 2, "ground_truth": "4"}).status_code == 200
        assert asked.post("/score", json={"response": "a" * 300, "ground_truth": "4"}).status_code == 413
        streamed = asked.post("/score", content=(b"a" * 50 for _ in range(10)))
        assert (streamed.status_code, "more than 200" in streamed.text) == (413, True)
    with client(limits=Limits(queue=1)) as asked:
        full = asked.post("/score", json={"responses": ["a"] * 2, "ground_truth": "4"})
        assert (full.status_code, full.headers["retry-after"]) == (503, "1")
    for name in ("body", "rows", "queue", "patience"):
        with pytest.raises(ArgumentValueError, match=name):
            Limits(**{name: 0})
    with pytest.raises(ArgumentValueError, match="wait"):
        Limits(wait=-1)


def test_the_token_is_asked_for_everywhere_but_for_health() -> None:
    with client(token="secret") as asked:
        request = {"response": RIGHT, "ground_truth": "4"}
        assert asked.post("/score", json=request).status_code == 401
        for wrong in ("secret", "Bearer secre", "Bearer secret2"):
            answer = asked.post("/score", json=request, headers={"Authorization": wrong})
            assert answer.status_code == 401
        assert asked.post("/score", json=request, headers={"Authorization": "Bearer secret"}).status_code == 200
        assert asked.get("/metrics").status_code == 401
        assert asked.get("/healthz").json() == {"status": "ok"}


def test_any_reward_is_served() -> None:
    def brevity(response: str, prompt: str = "") -> dict[str, float | str] | None:
        if not response:
            return None
        return {"score": 1.0 / len(response), "length": float(len(response)), "prompt": prompt}

    with client(brevity) as asked:
        answer = asked.post("/score", json={"responses": ["ab", ""], "columns": {"prompt": "p"}}).json()
        assert answer["rewards"] == [0.5, None]
        assert answer["components"] == [{"length": 2.0, "prompt": "p"}, {}]
        assert answer["reasons"] == [None, None]
        logs = asked.post("/openrlhf", json={"query": ["p ab"], "prompts": ["p "], "labels": [""]}).json()
        assert logs == {"rewards": [0.5], "scores": [0.5], "extra_logs": {"length": [2.0]}}

    def broken(response: str) -> float:
        raise OSError(response)

    with client(broken) as asked:
        answer = asked.post("/score", json={"response": "a"})
        assert (answer.status_code, "broken" in answer.json()["error"]) == (500, True)


def test_options_and_policies_reach_the_reward() -> None:
    request = {"response": "The answer is 4.1.", "ground_truth": "4"}
    with client(partial_credit=0.25) as asked:
        assert asked.post("/score", json=request).json()["rewards"] == [0.25]
    with client(grading=Grading(tolerance=0.0)) as asked:
        assert asked.post("/score", json=request).json()["rewards"] == [0.0]


def test_metrics_and_description(asked: TestClient) -> None:
    asked.post("/score", json={"responses": [RIGHT, WRONG, WRONG, WRONG], "ground_truth": "4"})
    asked.post("/score", json={})
    lines = asked.get("/metrics").text.splitlines()
    for line in (
        "rewards_responses_total 4.0",
        'rewards_requests_total{path="/score",status="200"} 1.0',
        'rewards_requests_total{path="/score",status="422"} 1.0',
        'rewards_reasons_total{reason="wrong_value"} 3.0',
        "rewards_reward_mean 0.25",
        'rewards_request_seconds_count{path="/score"} 2.0',
        "rewards_responses_waiting 0.0",
    ):
        assert line in lines
    described = asked.get("/openapi.json").json()
    assert set(described["paths"]) == {"/score", "/remote_rm", "/openrlhf", "/verify_answer", "/verify"}
    assert "response" in described["components"]["schemas"]["Score"]["properties"]
    assert asked.get("/score").status_code == 405
    assert asked.get("/nowhere").status_code == 404


def test_requests_that_arrive_together_are_one_batch_and_a_bad_one_spoils_none() -> None:
    calls: list[int] = []

    def judge(work: Work) -> Judged:
        calls.append(len(work.responses))
        return Judge(check_answer).judge(work)

    async def ask() -> list[Any]:
        batcher = Batcher(judge, Limits(wait=0.05))
        running = asyncio.create_task(batcher.run())
        truths = ["4", "4", "", "5"]
        works = [Work([RIGHT, WRONG], {"ground_truth": [truth] * 2}) for truth in truths]
        found = await asyncio.gather(*map(batcher.submit, works), return_exceptions=True)
        batcher.close()
        await running
        with pytest.raises(FullError):
            await batcher.submit(works[0])
        return found

    found = asyncio.run(ask())
    assert [each.rewards for each in found if isinstance(each, Judged)] == [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    assert isinstance(found[2], ArgumentValueError)
    # All together, which failed, and then each alone.
    assert calls == [8, 2, 2, 2, 2]


def test_what_was_accepted_is_graded_at_the_end() -> None:
    async def ask() -> list[Judged]:
        batcher = Batcher(Judge(check_answer).judge, Limits(wait=0.2))
        running = asyncio.create_task(batcher.run())
        asked = [asyncio.create_task(batcher.submit(Work([RIGHT], {"ground_truth": ["4"]}))) for _ in range(20)]
        await asyncio.sleep(0.01)
        batcher.close()
        await running
        return await asyncio.gather(*asked)

    assert [each.rewards for each in asyncio.run(ask())] == [[1.0]] * 20


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def serve(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "agent_tunix.rewards.cli", "serve", *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            break
        except (OSError, urllib.error.URLError):
            time.sleep(0.05)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[str], Path]]:
    port = free_port()
    process = serve("check_answer", "--port", port, "--log", tmp_path / "records")
    wait_for(port, process)
    yield port, process, tmp_path / "records"
    process.kill()
    process.communicate()


def ask(port: int, request: Any) -> Any:
    body = json.dumps(request).encode()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/score", body, timeout=60) as answer:
        return json.load(answer)


def test_the_command_serves_logs_no_text_and_ends_with_no_request_lost(
    served: tuple[int, subprocess.Popen[str], Path],
) -> None:
    port, process, records = served
    # A client that goes away before its reply, and one whose body never ends.
    for sent in (
        b"POST /score HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
        b"POST /score HTTP/1.1\r\nHost: x\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port)) as gone:
            gone.sendall(sent)
    responses = [f"Secret {number}. The answer is 4." for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, port, {"responses": responses, "ground_truth": "4"}) for _ in range(40)]
        threading.Event().wait(0.1)
        process.send_signal(signal.SIGTERM)
        # Those that fail were not accepted any more.
        replies = [each.result() for each in asked if not isinstance(each.exception(), OSError)]
    assert replies
    assert all(reply["rewards"] == [1.0] * 200 for reply in replies)
    told, warned = process.communicate(timeout=60)
    assert process.returncode == 0
    first, last = warned.splitlines()
    assert first == f"serving check_answer at http://127.0.0.1:{port}"
    assert last.startswith("ended after ")
    assert "Secret" not in told + warned
    assert sum(parquet.read_metadata(part).num_rows for part in records.rglob("*.parquet")) > 0


def test_the_log_may_stand_around_the_reward() -> None:
    log = RewardLog(check_answer)
    with client(log) as asked:
        reply = asked.post("/score", json={"responses": [RIGHT, WRONG], "ground_truth": "4"}).json()
    assert reply == {"rewards": [1.0, 0.0], "reasons": ["correct", "wrong_value"], "extracted": ["4", "5"]}
    assert log.metrics()["samples"] == 2


@pytest.mark.parametrize("error", [BaseException("gone"), GeneratorExit(), asyncio.CancelledError()])
def test_a_reward_that_ends_its_thread_does_not_end_the_grading(error: BaseException) -> None:
    def reward(response: str, ground_truth: Any = None) -> float:
        if response == WRONG:
            raise error
        return 1.0

    with client(reward) as asked:
        answer = asked.post("/score", json={"response": WRONG, "ground_truth": "4"})
        assert (answer.status_code, "raised" in answer.json()["error"]) == (500, True)
        assert asked.post("/score", json={"response": RIGHT, "ground_truth": "4"}).json()["rewards"] == [1.0]


def test_what_a_reward_names_and_no_json_can_hold_is_an_error_in_json() -> None:
    def reward(response: str, ground_truth: Any = None) -> Any:
        return {"score": 1.0, "note": "\ud800"}

    with client(reward) as asked:
        answer = asked.post("/score", json={"response": RIGHT, "ground_truth": "4"})
        assert (answer.status_code, set(answer.json())) == (500, {"error"})
        assert 'status="500"' in asked.get("/metrics").text


def test_reasons_are_those_of_the_reward() -> None:
    near = {"response": "The answer is 41.", "ground_truth": "40"}
    with client(RewardLog(check_answer)) as logged:
        assert logged.post("/score", json=near).json()["reasons"] == ["close"]
    with client(check_answer, tolerance=0.0) as strict:
        assert strict.post("/score", json=near).json()["reasons"] == ["wrong_value"]
    # What a partial function was given is not known to the verdicts.
    with client(partial(check_answer, tolerance=0.0)) as strict:
        assert strict.post("/score", json=near).json() == {"rewards": [0.0], "reasons": [None], "extracted": [None]}


def test_a_truth_that_is_missing_is_told() -> None:
    with client() as asked:
        reply = asked.post("/score", json={"response": RIGHT})
    assert reply.status_code == 422
    assert "ground_truth: missing; give the reference answer" in reply.json()["error"]
    judges = [thread for thread in threading.enumerate() if thread.name.startswith("judge")]
    for thread in judges:
        thread.join(30)
    assert not [thread for thread in judges if thread.is_alive()]


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_a_second_one_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: signal.Signals
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slow.py").write_text(
        "import time\ndef reward(response, ground_truth=None):\n    time.sleep(float(response))\n    return 1.0\n"
    )
    for seconds, code in ((0.5, 0), (120, 130)):
        port = free_port()
        process = serve("slow:reward", "--port", port, "--log", tmp_path / "records")
        wait_for(port, process)
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(ask, port, {"response": str(seconds), "ground_truth": "4"})
            threading.Event().wait(0.3)
            process.send_signal(kind)
            if code:
                threading.Event().wait(0.3)
                assert process.poll() is None
                process.send_signal(kind)
            _, told = process.communicate(timeout=60)
            assert process.returncode == code, told
            if code:
                assert asked.exception() is not None
                assert told.endswith("requests: what was being graded has no reply\n")
            else:
                assert asked.result()["rewards"] == [1.0]
        assert told.count("\n") == 2, told
    # What was graded is in the log.
    assert sum(parquet.read_metadata(part).num_rows for part in (tmp_path / "records").rglob("*.parquet")) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check_answer", "--port", "PORT"], "error: --port PORT: another program listens there; choose another port"),
        (["check_answer", "--host", "no.such.host.invalid"], "error: --host no.such.host.invalid: no such address"),
        (
            ["check_answer", "--host", "203.0.113.7"],
            "error: --host 203.0.113.7: this machine does not have that address",
        ),
        (["nowhere:reward"], "error: reward module 'nowhere': ModuleNotFoundError"),
    ],
)
def test_a_server_that_cannot_start_says_why_in_a_line(arguments: list[str], words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = serve(*(port if each == "PORT" else each for each in arguments))
        told, warned = process.communicate(timeout=60)
    assert (process.returncode, told, warned.count("\n")) == (2, "", 1), warned
    assert words.replace("PORT", port) in warned
