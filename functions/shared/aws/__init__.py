"""All that wraps AWS's SDKs and Powertools, for adapters, handlers and tools. No domain module imports any of it."""
