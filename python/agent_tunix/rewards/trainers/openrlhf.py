"""OpenRLHF: ``reward_func(queries, prompts, labels)`` for one sample, a dict; the queries have the prompts in front."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers._adapter import Adapter, scores

#: What tokenizers write at the end of a text.
ENDS = (
    "</s>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "<|eom_id|>", "<|end|>", "<|return|>",
    "<|end_of_turn|>", "<|end_of_sentence|>", "<|eos|>", "<|EOT|>", "<end_of_turn>", "<eos>",
    "<pad>", "<|pad|>", "[PAD]", "<\uff5cend\u2581of\u2581sentence\uff5c>",
)  # fmt: skip
#: The signs that these end with.
LAST = frozenset(token[-1] for token in ENDS)
#: How many characters of a prompt are enough to know it by, and how far decoding may move its end.
KNOWN, MOVED = 32, 64


class Reward(Adapter):
    """A reward to be named ``reward_func`` in the file that ``--reward.remote_url`` points to.

    The prompt in front of the response and the special tokens behind it are cut off. The truth is the label, unless
    `truth` says otherwise. OpenRLHF drops a sample's reward in silence when its function raises, so that
    ``on_invalid=0.0`` may be wiser than the default here.

    >>> from agent_tunix.rewards import check_answer
    >>> reward_func = Reward(check_answer)
    >>> reward_func(["2 + 2? The answer is 4.</s>"], ["2 + 2?"], ["4"])
    {'rewards': 1.0, 'scores': 1.0, 'extra_logs': {}}

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "labels"
    #: What stood behind the last response that ended with a special token, and where that begins.
    _end = ENDS[0], -len(ENDS[0])

    def __call__(self, queries: Any, prompts: Any, labels: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the rewards, the scores for filtering and the parts that are numbers: lists if there are several."""
        if len(queries) == 1:
            (query,), (prompt,), (end, cut) = queries, prompts, self._end
            response = query[len(prompt) : cut]
            if not query.startswith(prompt):
                response = cut_prompt(query, prompt)
            elif not query.endswith(end) or response[-1:] in LAST:
                response = cut_prompt(query, prompt)
                end = query[len(prompt) + len(response) :] or end
                self._end = end, -len(end)
            score = self.quick_pair(response, labels[0])
            if score is not None:
                # Plain numbers, because OpenRLHF makes tensors of one element of them.
                return {"rewards": score, "scores": score, "extra_logs": {}}
            row = {name: value[0] if isinstance(value, list) and value else value for name, value in kwargs.items()}
            score, parts = self.grade(response, {**row, "labels": labels[0], "prompt": prompt})
            logs = {part: value for part, value in parts.items() if isinstance(value, float)}
            return {"rewards": score, "scores": score, "extra_logs": logs}
        responses = [cut_prompt(query, prompt) for query, prompt in zip(queries, prompts, strict=True)]
        graded = self.grade_batch(responses, kwargs | {"labels": labels}, prompts)
        names = {part: None for _, parts in graded for part, value in parts.items() if isinstance(value, float)}
        found = scores(graded)
        extra = {part: [parts.get(part, 0.0) for _, parts in graded] for part in names}
        return {"rewards": found, "scores": list(found), "extra_logs": extra}


def cut_prompt(query: str, prompt: str) -> str:
    """Return the response of a query: without the prompt in front and the special tokens behind."""
    begin, end = len(prompt) if query.startswith(prompt) else find_end(query, prompt), len(query)
    while query[end - 1 : end] in LAST:
        for token in ENDS:
            if query.endswith(token, begin, end):
                end -= len(token)
                break
        else:
            break
    return query[begin:end]


def find_end(query: str, prompt: str) -> int:
    """Return where the prompt ends in a query that does not begin with it; 0 where the query does not have it.

    It stands behind a token that the tokenizer adds, or has lost its beginning because it was too long, or differs in
    white space: then its last characters are looked for near where they should be.
    """
    at = query.find(prompt, 0, len(prompt) + MOVED)
    if at >= 0:
        return at + len(prompt)
    if len(query) >= KNOWN and query[:KNOWN] in prompt:
        shared = count_shared(query[: len(prompt)], prompt)
        if shared >= KNOWN:
            return shared
    tail = prompt[-KNOWN:]
    at = query.find(tail, max(0, len(prompt) - len(tail) - MOVED), len(prompt) + MOVED)
    return at + len(tail) if at >= 0 else 0


def count_shared(query: str, prompt: str) -> int:
    """Return how many characters the longest text has that the prompt ends with and the query begins with.

    By the prefix function of Knuth, Morris and Pratt (SIAM J. Comput. 6, 1977), because a prompt may repeat itself.
    """
    borders, length = [0], 0
    for sign in query[1:]:
        while length and sign != query[length]:
            length = borders[length - 1]
        length += sign == query[length]
        borders.append(length)
    length = 0
    for sign in prompt:
        while length and (length == len(query) or sign != query[length]):
            length = borders[length - 1]
        length += sign == query[length]
    return length
