"""Measures each minute what no metric of AWS tells in time: how much waits in the failure bucket, and how long."""
