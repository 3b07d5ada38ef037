"""One module per gap between the emulator and AWS.

Each module's docstring names the gap, the AWS behaviour it restores and the source of that behaviour. Each offers
one function, ``apply() -> None``, that changes ministack in place; :mod:`local.launcher` calls them in the order
of their names. ``tests/local/patches`` runs the tests of every patch twice: with it, where they must pass, and
without it, where they must fail.
"""
