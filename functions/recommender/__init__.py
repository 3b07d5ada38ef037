"""Turns the stream of interest events into published offers."""
