"""A reward for a task of lm-eval, whose YAML file stands beside this one.

process_results: !function lm_eval_task.answer
metric_list: [{metric: answer, aggregation: mean, higher_is_better: true}]

And a filter for lm-eval's own metrics, which a task of a module that calls `register` names `stated_answer`.
"""

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import lm_eval

answer = lm_eval.Reward(check_answer, name="answer")


def register() -> None:
    """Make the filter known."""
    from lm_eval.api.registry import register_filter

    register_filter("stated_answer")(lm_eval.answer_filter())
