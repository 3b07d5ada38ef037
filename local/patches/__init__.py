"""One module per gap between the emulator and AWS.

The docstring of a module names the gap, the AWS behaviour it restores, the source of that behaviour and, on its last
line, what in this project needs it. ``apply() -> None`` changes ministack in place; :mod:`local.launcher` calls it for
each module, in the order of their names. Modules that start with ``_`` hold what several patches share.
``tests/local/patches`` runs the tests of every patch twice: with it, where they must pass, and without it, where they
must fail.
"""
