"""Decides what is measured. Knows no AWS."""
