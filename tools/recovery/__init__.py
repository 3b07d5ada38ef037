"""Putting right what failed: redrive, reconcile and replay (docs/recovery.md)."""
