"""The only rooms that reach out."""
