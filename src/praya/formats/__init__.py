"""Bytes to tables and metadata, and back: no network, no database, no state."""
