"""Posts by the thousand while AWS fails, and the proof that every accepted one becomes one offer."""
