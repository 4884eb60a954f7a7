"""An import path that stays: `agent_tunix.rewards.composing.combine` has what is here."""

from agent_tunix.rewards.composing.combine import Combiner, clip, first_available, floor, gate, product, weighted_sum

__all__ = ["Combiner", "clip", "first_available", "floor", "gate", "product", "weighted_sum"]
