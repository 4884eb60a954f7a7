"""The forms of request that the server understands: its own, and those of the trainers that ask a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from agent_tunix.rewards._core import AnyOf
from agent_tunix.rewards.serving.judging import Judged, Work, as_columns

if TYPE_CHECKING:
    from collections.abc import Callable

#: Reasons for which PipelineRL has a status of its own.
STATUSES = {
    "no_answer": "no_answer",
    "unfinished_reasoning": "no_answer",
    "unparseable": "unparsable",
    "budget_exceeded": "unparsable",
    "internal_error": "unparsable",
}
#: Where a row of NeMo Gym's has its reference answer.
GYM_TRUTHS = ("ground_truth", "expected_answer", "answer")

#: A reference answer: text, a number, or a list of texts and numbers of which each is right.
Truth = str | int | float | list[str | int | float]


class Score(msgspec.Struct):
    """A request of `/score`: one response or several, and what they are compared with."""

    response: str | None = None
    responses: list[str] | None = None
    ground_truth: str | int | float | list[Any] | None = None
    columns: dict[str, Any] = {}

    def work(self) -> Work:
        """Return the responses and their columns."""
        if (self.response is None) == (self.responses is None):
            raise msgspec.ValidationError("give either `response` or `responses`")
        if self.responses is None:
            responses = [self.response or ""]
            truths = [self.ground_truth]
        else:
            responses = self.responses
            given = self.ground_truth
            truths = given if isinstance(given, list) else [given] * len(responses)
        columns = as_columns(self.columns, len(responses))
        if self.ground_truth is not None:
            columns["ground_truth"] = [_acceptable(truth) for truth in truths]
        for name, values in columns.items():
            if len(values) != len(responses):
                raise msgspec.ValidationError(f"`{name}` has {len(values)} values for {len(responses)} responses")
        return Work(responses, columns)

    def reply(self, judged: Judged) -> Any:
        """Return the rewards with their reasons and answers."""
        reply: dict[str, Any] = {"rewards": judged.rewards, "reasons": judged.reasons, "extracted": judged.extracted}
        if any(judged.parts):
            reply["components"] = judged.parts
        return reply


class RemoteRm(msgspec.Struct):
    """A sample of slime's and miles' `remote_rm`, which are told the reward alone."""

    response: str
    label: Truth
    prompt: Any = None

    def work(self) -> Work:
        """Return the one response."""
        return Work([self.response], {"ground_truth": [_acceptable(self.label)], "prompt": [self.prompt]})

    def reply(self, judged: Judged) -> Any:
        """Return the reward; a sample that was not judged earns nothing."""
        return judged.rewards[0] or 0.0


class OpenRlhf(msgspec.Struct):
    """A batch of OpenRLHF's remote reward model: each query is the prompt with the response behind it."""

    query: list[str]
    prompts: list[str]
    labels: list[Truth]

    def work(self) -> Work:
        """Return the responses without their prompts."""
        if not len(self.query) == len(self.prompts) == len(self.labels):
            counts = f"{len(self.query)}, {len(self.prompts)} and {len(self.labels)}"
            raise msgspec.ValidationError(f"`query`, `prompts` and `labels` have {counts} items")
        pairs = zip(self.query, self.prompts, strict=True)
        return Work(
            [query.removeprefix(prompt) for query, prompt in pairs],
            {"ground_truth": [_acceptable(label) for label in self.labels], "prompt": list(self.prompts)},
        )

    def reply(self, judged: Judged) -> Any:
        """Return the rewards, also as scores, and the parts that every response has."""
        rewards = [reward or 0.0 for reward in judged.rewards]
        names = set.intersection(*map(set, judged.parts)) if judged.parts else set()
        logs = {name: [part[name] for part in judged.parts] for name in sorted(names)}
        numbers = {name: values for name, values in logs.items() if all(isinstance(v, (int, float)) for v in values)}
        return {"rewards": rewards, "scores": rewards, "extra_logs": numbers}


class VerifyAnswer(msgspec.Struct):
    """A request of PipelineRL's `/verify_answer`; how strictly its own grader compares means nothing here."""

    prediction: str
    gold: str
    strict: bool = True
    max_prediction_length: int = 1000

    def work(self) -> Work:
        """Return the one response."""
        return Work([self.prediction], {"ground_truth": [self.gold]})

    def reply(self, judged: Judged) -> Any:
        """Return the status: correct for full pay."""
        right = (judged.rewards[0] or 0.0) >= 1.0
        return {"answer_status": "correct" if right else STATUSES.get(judged.reasons[0] or "", "wrong")}


class Verify(msgspec.Struct):
    """A request of NeMo Gym's `/verify`: the response as OpenAI's Responses API has it, and the row beside it."""

    row: dict[str, Any]

    def work(self) -> Work:
        """Return the text of the response's last message."""
        response = self.row.get("response")
        output = response.get("output") if isinstance(response, dict) else None
        if not isinstance(output, list):
            raise msgspec.ValidationError("`response.output` is no list")
        texts = [
            "".join(str(part.get("text", "")) for part in item["content"] if isinstance(part, dict))
            for item in output
            if isinstance(item, dict) and item.get("type") == "message" and isinstance(item.get("content"), list)
        ]
        name = next((name for name in GYM_TRUTHS if self.row.get(name) is not None), None)
        if name is None:
            raise msgspec.ValidationError(f"the row has none of {', '.join(GYM_TRUTHS)}")
        columns = {key: [value] for key, value in self.row.items() if key not in ("response", *GYM_TRUTHS)}
        return Work([texts[-1] if texts else ""], {**columns, "ground_truth": [_acceptable(self.row[name])]})

    def reply(self, judged: Judged) -> Any:
        """Return the row with its reward; one that was not judged is left out of the evaluation."""
        reward = judged.rewards[0]
        numbers = {name: part for name, part in (judged.parts or [{}])[0].items() if isinstance(part, (int, float))}
        found = {"reward": reward or 0.0, "mask_sample": reward is None}
        return {**self.row, **found, **({"reward_components": numbers} if numbers else {})}


def _acceptable(truth: Any) -> Any:
    """Return a truth; a list of them means that each is right."""
    return AnyOf(truth) if isinstance(truth, list) else truth


_gym = msgspec.json.Decoder(dict[str, Any])


def _decode_verify(body: bytes) -> Verify:
    return Verify(_gym.decode(body))


#: The paths, with what reads their requests.
FORMS: dict[str, Callable[[bytes], Any]] = {
    "/score": msgspec.json.Decoder(Score).decode,
    "/remote_rm": msgspec.json.Decoder(RemoteRm).decode,
    "/openrlhf": msgspec.json.Decoder(OpenRlhf).decode,
    "/verify_answer": msgspec.json.Decoder(VerifyAnswer).decode,
    "/verify": _decode_verify,
}
STRUCTS: dict[str, type[msgspec.Struct]] = {
    "/score": Score,
    "/remote_rm": RemoteRm,
    "/openrlhf": OpenRlhf,
    "/verify_answer": VerifyAnswer,
}
