"""Every public name, where users import it from. A name or a path that is taken away, or moved, fails here."""

from __future__ import annotations

import pickle
from importlib import import_module

import pytest

from agent_tunix import rewards

#: What `from agent_tunix.rewards import ...` gives.
ROOT = """
    ERROR_CODES REASONS Answer AnyOf ArgumentTypeError ArgumentValueError ArithmeticStep AuditReport Curriculum
    Evaluation Format Grading ModelReward Moments Normalization Reward RewardAnalysis RewardError RewardLog Schedule
    Stage Trace Verdict
    __version__ analyze arithmetic_steps as_reward audit binary_reward by_task check_answer check_numbers clip
    combined_reward composite_reward continuous_reward cosine decoupled_sum evaluate_clarity evaluate_completeness
    evaluate_conciseness evaluate_correctness evaluate_efficiency evaluate_format evaluate_relevance explain_answer
    extract_answer first_available floor gate get_num_threads get_reward get_reward_functions graduated_reward
    has_hallucination has_reasoning_steps has_repetition improved_reward language_consistency linear
    match_format_exactly math_equal noisy normalize normalize_groups preference_pairs product register_reward
    register_reward_function reward_names robust_reward set_num_threads shaped_reward stable_reward step_reward
    vectorized weighted_sum write_preferences
"""

#: What the other documented modules have.
MODULES = {
    "functions": """
        check_answer check_numbers combined_reward explain_answer extract_answer get_num_threads get_reward_functions
        match_format_exactly math_equal set_num_threads
    """,
    "errors": "ERROR_CODES ArgumentTypeError ArgumentValueError",
    "comparing": "Comparison Difference Share compare_graders",
    "grading": "Grading",
    "scale": "SCHEMA Scorer score_table",
    "serving": "Limits make_app",
    "aspects": """
        arithmetic_steps evaluate_clarity evaluate_completeness evaluate_conciseness evaluate_correctness
        evaluate_efficiency evaluate_format evaluate_relevance has_hallucination has_reasoning_steps has_repetition
        language_consistency step_reward
    """,
    "patterns": """
        binary_reward composite_reward continuous_reward graduated_reward improved_reward robust_reward shaped_reward
        stable_reward
    """,
    "auxiliary": "CosineLength LanguageConsistency Length Repetition SoftOverlong TagCount XmlCount",
    "groups": """
        AnswerGroups answer_key best_of_n filter_by_difficulty group_answers majority_reward majority_vote pass_at_k
        solve_rate
    """,
    "models": "ModelReward preference_pairs write_preferences",
    "recording": "RewardLog",
    "recording.sinks": "Sink make_sink sink_names",
    "auditing": "AuditReport audit",
    "auditing.report": "AuditReport Finding FormPay Policy Raised Scale Timing",
    "analysis.results": """
        Attribute Correlation Distribution Example Facts Failure Finding Histogram LeftOut Moment Remedy Spread
    """,
    "presets.tunix": "check_answer check_numbers match_format_approximately match_format_exactly",
    "presets.verl": "default_compute_score gsm8k math_reward",
    "presets.verl.gsm8k": "compute_score extract_solution",
    "presets.verl.math_reward": "compute_score is_equiv last_boxed_only_string strip_string",
    "presets.trl": """
        accuracy_reward get_cosine_scaled_reward get_repetition_penalty_reward get_soft_overlong_punishment
        reasoning_accuracy_reward think_format_reward
    """,
    "presets.open_r1": """
        accuracy_reward format_reward get_cosine_scaled_reward get_repetition_penalty_reward
        get_soft_overlong_punishment len_reward reasoning_steps_reward tag_count_reward
    """,
    "trainers": "Adapter",
    "trainers.areal": "Reward",
    "trainers.easyr1": "Reward",
    "trainers.ms_swift": "Reward orm",
    "trainers.nemo_rl": "Reward Verifier",
    "trainers.openrlhf": "Reward",
    "trainers.skyrl": "Reward environment",
    "trainers.slime": "Reward",
    "trainers.trl": "Reward log_callback",
    "trainers.tunix": "Reward TaskReward get_reward_functions log_metrics",
    "trainers.verifiers": "Reward TaskReward",
    "trainers.atropos": "Reward reward_function",
    "trainers.dspy": "Evaluator Reward",
    "trainers.inspect_ai": "Reward scorer",
    "trainers.lighteval": "Reward metric",
    "trainers.lm_eval": "Reward answer_filter",
    "trainers.open_instruct": "Reward verifier",
    "trainers.openenv": "Reward rubric",
    "trainers.rllm": "Reward",
    "trainers.roll": "Reward worker",
    "trainers.tinker_cookbook": "Reward problem",
    "trainers.verl": "BatchReward Reward",
    "cli": "main",
}

#: Import paths from before the rooms, which hand on what rooms have.
OLD_PATHS = {
    "reward": "Batch Constant Evaluation Reward RewardError",
    "custom": "FunctionReward as_reward vectorized",
    "combine": "Combiner clip first_available floor gate noisy product weighted_sum",
    "registry": "get_reward register_reward register_reward_function reward_names",
    "observation": "observe",
    "normalization": "Moments Normalization decoupled_sum normalize normalize_groups",
    "schedule": "Curriculum Schedule Stage cosine linear",
    "tasks": "by_task",
    "preferences": "preference_pairs write_preferences",
}


def test_the_package_has_these_names_and_no_others() -> None:
    assert sorted(rewards.__all__) == sorted(ROOT.split())
    assert set(ROOT.split()) <= set(dir(rewards))
    for name in ROOT.split():
        assert getattr(rewards, name) is not None


@pytest.mark.parametrize("module", MODULES)
def test_each_module_has_its_names(module: str) -> None:
    found = import_module(f"agent_tunix.rewards.{module}")
    assert [name for name in MODULES[module].split() if not hasattr(found, name)] == []


@pytest.mark.parametrize("path", OLD_PATHS)
def test_old_import_paths_give_the_same_objects(path: str) -> None:
    old = import_module(f"agent_tunix.rewards.{path}")
    names = OLD_PATHS[path].split()
    assert [name for name in names if not hasattr(old, name)] == []
    assert [name for name in names if getattr(old, name) is not getattr(rewards, name, getattr(old, name))] == []
    # They define nothing of their own.
    assert [name for name in names if getattr(getattr(old, name), "__module__", None) == old.__name__] == []


def test_public_functions_and_classes_pickle_by_name() -> None:
    for name in ROOT.split():
        found = getattr(rewards, name)
        if callable(found):
            assert pickle.loads(pickle.dumps(found)) is found
