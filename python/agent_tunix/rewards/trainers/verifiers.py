"""verifiers: functions of a `Rubric`, and of a task with its trace, one sample each."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers._adapter import Adapter


class Reward(Adapter):
    """A reward for ``Rubric(funcs=[…])`` of verifiers up to 0.1 (later: ``verifiers.legacy``).

    The truth is in ``answer``, unless `truth` says otherwise (``"info.solution"``). The rubric scores 0.0 in silence
    when a function raises, so that ``on_invalid=0.0`` changes nothing but its log. A rubric logs each function's reward
    and has no place for the parts of one: add a part as a reward of its own with weight 0.

    >>> import asyncio
    >>> from agent_tunix.rewards import check_answer
    >>> reward = Reward(check_answer)
    >>> completion = [{"role": "assistant", "content": "The answer is 4."}]
    >>> asyncio.run(reward(completion=completion, answer="4", prompt="2 + 2?", state={}, info={}))
    1.0

    Args, and what is raised: as `Adapter`.
    """

    awaits = True

    # No parameter and no annotation by which a rubric would take it for a function of a group.
    async def __call__(self, completion: Any, **kwargs: Any) -> float | None:
        """Return a finite float for one completion."""
        if not self._waits:
            return self.grade(completion, kwargs, kwargs.get("prompt"))[0]
        return (await self.grade_later(completion, kwargs, kwargs.get("prompt")))[0]


class TaskReward(Adapter):
    """A reward for ``TaskConfig(rewards={…})`` of verifiers since 0.4: name the file and the variable that has it.

    The truth is in the field ``answer`` of the task's data, unless `truth` says otherwise. The parts that are numbers
    become metrics of the trace, ``<name>/<part>``.

    >>> import asyncio
    >>> from types import SimpleNamespace
    >>> from agent_tunix.rewards import check_answer
    >>> task, trace = SimpleNamespace(answer="4", prompt="2 + 2?"), SimpleNamespace(last_reply="The answer is 4.")
    >>> asyncio.run(TaskReward(check_answer)(task, trace))
    1.0

    Args, and what is raised: as `Adapter`.
    """

    awaits = True

    async def __call__(self, task: Any, trace: Any) -> float | None:
        """Return a finite float for the last reply of a trace."""
        given = trace.last_reply, task, getattr(task, "prompt", None)
        score, parts = await self.grade_later(*given) if self._waits else self.grade(*given)
        numbers = {f"{self.__name__}/{part}": value for part, value in parts.items() if isinstance(value, float)}
        if numbers:
            trace.record_metrics(numbers)
        return score
