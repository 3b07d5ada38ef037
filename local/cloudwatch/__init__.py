"""What CloudWatch and CloudWatch Logs do with data, as functions that know no emulator.

The modules of :mod:`local.patches` named ``cloudwatch_…`` and ``logs_…`` connect them to ministack.
"""
