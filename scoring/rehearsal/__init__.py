"""The dress rehearsal: what two versions of a model would have done, replayed over the past by one statement a portion.

docs/decisions/040-rehearsal.md says why looking at the instants of a lead's hits is enough.
"""
