"""What a charter would have done with past messages, before it is in force."""

from palabre.engine.trials.run import Difference, Past, RuleCount, Trial, run_trial

__all__ = ["Difference", "Past", "RuleCount", "Trial", "run_trial"]
