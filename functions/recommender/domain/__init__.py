"""Decides what each event gets. Knows no AWS."""
