"""What trainers call: each module turns a reward into one trainer's own calling convention.

`agent_tunix.rewards.trainers.<trainer>.Reward` takes any reward of this package, or any plain function of
``(response)``, ``(response, ground_truth)`` or ``(response, prompt, metadata)``, and is what the trainer wants to be
given::

    >>> from agent_tunix.rewards import check_answer
    >>> from agent_tunix.rewards.trainers import trl
    >>> reward = trl.Reward(check_answer, truth="solution")
    >>> reward(completions=["The answer is 4.", "The answer is 5."], prompts=["2 + 2?"] * 2, solution=["4", "4"])
    [1.0, 0.0]

The modules: `tunix`, `trl`, `verl`, `openrlhf`, `verifiers`, `nemo_rl`, `areal`, `slime`, `ms_swift`, `easyr1`,
`skyrl`, `tinker_cookbook`, `rllm`, `openenv`, `open_instruct`, `roll`, `atropos` and `dspy`, and for evaluations
`inspect_ai`, `lm_eval` and `lighteval`. None imports its host. All take the arguments of `Adapter`.
``agent-tunix-rewards hosts`` lists them with a line of code for each.
"""

from agent_tunix.rewards.trainers._adapter import Adapter

__all__ = ["Adapter"]
