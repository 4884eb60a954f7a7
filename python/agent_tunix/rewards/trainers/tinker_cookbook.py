"""tinker-cookbook: ``check_answer`` and ``check_format`` of a `ProblemEnv`, as a mix-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.trainers._adapter import Adapter

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Adapter):
    """A reward for an environment of your own: ``reward(sample, row)``, a float.

    Args, and what is raised: as `Adapter`.
    """

    def __call__(self, sample_str: Any, row: Any, prompt: Any = None) -> float | None:
        """Return a finite float for one sample."""
        return self.grade(sample_str, row, prompt)[0]


def problem(answer: Callable[..., Any], form: Callable[..., Any] | None = None, **arguments: Any) -> type[Any]:
    """Make a mix-in for `ProblemEnv`, which is left to say its question and its reference answer.

    An example::

        class SumEnv(problem(check_answer), ProblemEnv):
            def get_question(self): return self.question
            def get_reference_answer(self): return self.answer

    Both checks may give partial credit, which `ProblemEnv` adds up: ``format_coef * (format - 1) + answer``. A reward
    gets the reference answer as its truth, the question as its prompt, and the environment's attributes as columns.

    Args:
        answer: the reward for the answer.
        form: the reward for the format, in which every sample is right if none is given.
        arguments: further arguments of `Reward` for the answer; options of the format stand in the format itself.

    Returns:
        A class to stand before `ProblemEnv`.

    Raises:
        TypeError: as `Adapter`.
        ValueError: as `Adapter`.
    """
    for_answer = Reward(answer, **arguments)
    for_form = None if form is None else Reward(form)

    class Problem:
        """Grades what a sample states, and how."""

        get_question: Callable[[], str]
        get_reference_answer: Callable[[], str]

        def _ask(self, reward: Reward, sample_str: str) -> Any:
            row = {**vars(self), "answer": self.get_reference_answer()}
            return reward(sample_str, row, self.get_question())

        def check_answer(self, sample_str: str) -> Any:
            """Return the reward for the answer."""
            return self._ask(for_answer, sample_str)

        def check_format(self, sample_str: str) -> Any:
            """Return the reward for the format."""
            return 1.0 if for_form is None else self._ask(for_form, sample_str)

    return Problem
