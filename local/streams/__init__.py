"""How a Lambda event source mapping delivers the records of a DynamoDB stream to a function.

``settings`` reads a mapping, ``batches`` and ``lane`` decide what is sent next (pure: no threads, no clock, no AWS),
``delivery`` runs them on threads, ``destinations`` sends what is given up.
"""
