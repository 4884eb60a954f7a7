"""An import path that stays: `agent_tunix.rewards.composing.combine` has what is here."""

from agent_tunix.rewards.composing.combine import clip, first_available, floor, gate, noisy, product, weighted_sum
from agent_tunix.rewards.composing.reward import Combiner

__all__ = ["Combiner", "clip", "first_available", "floor", "gate", "noisy", "product", "weighted_sum"]
