"""A reward behind HTTP, for trainers that ask a service.

`make_app` makes an ASGI application; `agent-tunix-rewards serve` runs it.
"""

from agent_tunix.rewards.serving.app import make_app
from agent_tunix.rewards.serving.limits import Limits

__all__ = ["Limits", "make_app"]
