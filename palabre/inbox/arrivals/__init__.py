"""How facts from the networks become messages: folded in memory, written in sets.

The final state is the same whatever the order and number of deliveries: a first text gives way
to any edit, a later edit to an earlier one, a removal is final, the last word on hiding counts.
"""
