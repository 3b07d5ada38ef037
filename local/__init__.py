"""The offline stack: every AWS API this project uses, in one process on the loopback address."""
