"""IAM on the local stack: the checks that the emulator leaves out, and the record of all decisions."""
