"""verifiers: functions of a task with its trace, and of a `Rubric` in older versions, one sample each."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers._adapter import Adapter


class TaskReward(Adapter):
    """A reward for ``TaskConfig(rewards={…})`` of verifiers since 0.4: name the file and the variable that has it.

    The truth is in the field ``answer`` of the task's data, unless `truth` says otherwise. The parts that are numbers
    become metrics of the trace, ``<name>/<part>``. ``on_invalid=None`` leaves a reward out, which versions after 0.4.0
    understand.

    >>> import asyncio
    >>> from types import SimpleNamespace
    >>> from agent_tunix.rewards import check_answer
    >>> task, trace = SimpleNamespace(answer="4", prompt="2 + 2?"), SimpleNamespace(last_reply="The answer is 4.")
    >>> asyncio.run(TaskReward(check_answer)(task, trace))
    1.0

    Args, and what is raised: as `Adapter`.
    """

    awaits = True
    knows_none = True

    async def __call__(self, task: Any, trace: Any) -> float | None:
        """Return a finite float for the last reply of a trace."""
        score = self.quick(trace.last_reply, task)
        if score is not None:
            return score
        score, parts = await self.grade_later(trace.last_reply, task, getattr(task, "prompt", None))
        numbers = {f"{self.__name__}/{part}": value for part, value in parts.items() if isinstance(value, float)}
        if numbers:
            trace.record_metrics(numbers)
        return score


class Reward(Adapter):
    """A reward for ``Rubric(funcs=[…])`` of verifiers 0.1 to 0.3 (in 0.3.1: ``verifiers.legacy``); 0.4 has none.

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
        if self._waits:
            return (await self.grade_later(completion, kwargs, kwargs.get("prompt")))[0]
        score = self.quick(completion, kwargs)
        return score if score is not None else self.grade(completion, kwargs, kwargs.get("prompt"))[0]
