"""``make mutants``: small defects in the functions, made by mutmut; each has to be noticed by a test.

The tests run in two stages. Most mutants fall to the quick tests of one piece; what survives those is tried by the
tests of the pieces together. What survives these as well is listed, with the reason, in ``tests/survivors.yaml``.
"""
