"""What every contributor meets: glossary, decisions, change log, hooks and workflows, checked against the code."""
