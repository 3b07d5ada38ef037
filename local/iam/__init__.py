"""IAM on the local stack: what is recorded of its decisions, and the question that the emulator does not ask itself."""
