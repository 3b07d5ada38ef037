"""How the local stack runs a function: its process, its environment and what is observed of each invocation."""
