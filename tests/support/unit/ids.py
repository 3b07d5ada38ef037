"""Names of parametrized tests."""


def shown(value: object) -> str:
    """Return ``value`` as a name in ASCII without backslashes.

    pytest escapes those anew whenever one process collects the tests again, as mutmut does, which then finds no test of
    the name that it had.
    """
    return ascii(value).replace("\\", "%")
