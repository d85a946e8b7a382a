"""Praya for language models: few tools over MCP, each answer small, marked as data, and with its source."""
