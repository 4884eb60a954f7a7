"""A task for inspect-ai: `inspect eval examples/trainers/inspect_ai_task.py --model openai/gpt-5`."""

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.solver import generate

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import inspect_ai


@task
def sums() -> Task:
    """Two sums."""
    samples = [Sample(input="What is 2 + 2?", target="4"), Sample(input="What is 3 * 5?", target=["15", "fifteen"])]
    return Task(dataset=MemoryDataset(samples), solver=generate(), scorer=inspect_ai.scorer(check_answer))
