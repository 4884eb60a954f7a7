"""Which reward is trained on: a name in the configuration becomes functions as Tunix calls them."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_tunix import rewards
from agent_tunix.rewards import Format, combined_reward
from agent_tunix.rewards.trainers import tunix


def make_rewards(name: str | None, options: dict[str, Any]) -> list[Callable[..., Any]]:
    """Return what Tunix's ``reward_fns`` takes."""
    if name is None:
        form = Format.tags("reasoning", "answer")
        return [tunix.Reward(combined_reward, truth="answer", expected_format=form, **options)]
    function = find_function(name)
    if name == "get_reward_functions":
        return list(function())
    return [tunix.Reward(function, **options)]


def find_function(name: str) -> Callable[..., Any]:
    """Find a function by its name here or in the library, by ``package.module.function`` or ``file.py:function``."""
    if ".py:" in name:
        path, _, attribute = name.rpartition(":")
        spec = importlib.util.spec_from_file_location(Path(path).stem, path)
        if spec is None or spec.loader is None or not Path(path).is_file():
            raise ValueError(f"training.reward_function: there is no file {path}")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        places = [module]
    elif "." in name:
        package, _, attribute = name.rpartition(".")
        places = [importlib.import_module(package)]
    else:
        attribute, places = name, [importlib.import_module("custom_rewards"), rewards]
    for place in places:
        if callable(getattr(place, attribute, None)):
            return getattr(place, attribute)
    raise ValueError(
        f"training.reward_function: no function {attribute!r} in {' or '.join(each.__name__ for each in places)}"
    )
