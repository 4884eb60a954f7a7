"""Metrics for DSPy and GEPA: `dspy.Evaluate(metric=answer, …)`, `dspy.GEPA(metric=answer, …)` or GEPA's own adapter.

gepa.optimize(adapter=DefaultAdapter(model=…, evaluator=evaluator), …)
"""

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import dspy

answer = dspy.Reward(check_answer)
evaluator = dspy.Evaluator(check_answer)
