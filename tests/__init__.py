"""The tests mirror the code: `palabre/inbox/acts.py` is tested in `tests/inbox/test_acts.py`."""
