"""The peers, each as one plain function. Two are loaded from their one file, so that no training stack is imported."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import logging
import sys
import types
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

MISSING = "{0} is not installed: run `make bench`, which makes an environment of its own"


@cache
def tunix() -> ModuleType:
    """Tunix's GSM8K reward functions."""
    return _load("google-tunix", "tunix/cli/reward_fn/gsm8k.py")


@cache
def verl() -> ModuleType:
    """The GSM8K score of verl."""
    return _load("verl", "verl/utils/reward_score/gsm8k.py")


@cache
def verl_math() -> ModuleType:
    """The MATH score of verl."""
    return _load("verl", "verl/utils/reward_score/math_reward.py")


def tunix_manager(reward_functions: list[Callable[..., object]]) -> Callable[..., dict[str, object]]:
    """Tunix's own reward manager with these rewards, without the training stack around it."""
    place = importlib.metadata.distribution("google-tunix").locate_file("tunix")
    for name in ("tunix", "tunix.rl"):
        if name not in sys.modules:
            # The packages' own files import jax; their modules here do not.
            package = types.ModuleType(name)
            package.__path__ = [str(place / Path(*name.split(".")[1:]))]
            sys.modules[name] = package
    config = importlib.import_module("tunix.rl.algorithm_config").AlgorithmConfig()
    manager = importlib.import_module("tunix.rl.reward_manager").SequenceRewardManager
    made: Callable[..., dict[str, object]] = manager(reward_functions, config)
    return made


@cache
def trl_accuracy() -> Callable[..., list[float | None]]:
    """TRL's reward of accuracy as it runs in the main thread, without the trainers around it."""
    logging.disable(logging.CRITICAL)
    for name in ("trl", "trl.rewards", "trl.import_utils"):
        sys.modules.setdefault(name, types.ModuleType(name))
    # What the file asks of the package above it.
    sys.modules["trl.import_utils"].__dict__["is_math_verify_available"] = lambda: True
    found: Callable[..., list[float | None]] = _load(
        "trl", "trl/rewards/accuracy_rewards.py", "trl.rewards"
    ).accuracy_reward
    return found


@cache
def math_verify() -> Callable[[str, str], bool]:
    """Math-Verify as it comes, the truth in dollar signs, without its timeouts (they need the main thread)."""
    logging.disable(logging.CRITICAL)
    try:
        from math_verify import parse, verify  # type: ignore[import-untyped]
    except ImportError as missing:
        raise SystemExit(MISSING.format("math-verify")) from missing

    def grade(response: str, truth: str) -> bool:
        gold = parse(f"${truth}$", parsing_timeout=None)
        return bool(verify(gold, parse(response, parsing_timeout=None), timeout_seconds=None))

    return grade


def _load(distribution: str, path: str, package: str = "") -> ModuleType:
    try:
        place = importlib.metadata.distribution(distribution).locate_file(path)
    except importlib.metadata.PackageNotFoundError as missing:
        raise SystemExit(MISSING.format(distribution)) from missing
    name = f"original_{distribution.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(f"{package}.{name}".lstrip("."), str(place))
    if spec is None or spec.loader is None:
        raise SystemExit(f"cannot load {place}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
