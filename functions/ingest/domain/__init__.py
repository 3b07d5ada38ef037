"""Decides what becomes of a request. Knows no AWS."""
