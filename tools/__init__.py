"""Bootstrap and build: what runs before and around the pipeline, never inside it."""
