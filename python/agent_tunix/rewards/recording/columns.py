"""What a record is: one response, what it was given, and why; the columns of the Parquet files that hold them.

Only `response` and `reward` must be there; what reads records says what it left out for want of a column.
"""

from __future__ import annotations

#: In the files' metadata, under this key, the version of this list.
KEY, VERSION = "agent_tunix.rewards.records", "1"

#: The run that made the record; the batch's step; `train` or `eval`; the response's place in its batch.
RUN, STEP, MODE, ROW = "run", "step", "mode", "row"
#: A number that the responses to one prompt in one batch share.
GROUP = "group"
PROMPT, RESPONSE, TRUTH = "prompt", "response", "truth"
#: What the reward gave; null where the response was not judged.
REWARD = "reward"
#: Before the name of each reward inside: `component/check_answer`.
COMPONENT = "component/"
#: Why (one of `REASONS`), where the answer was read (`Answer.source`), and the answer itself.
REASON, SOURCE, ANSWER = "reason", "source", "answer"
