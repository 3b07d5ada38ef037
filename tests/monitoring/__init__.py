"""The alarms, metrics and runbooks in monitoring/, checked against each other."""
