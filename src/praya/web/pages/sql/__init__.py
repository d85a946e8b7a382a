"""The workbench: a statement, what it may say, and its answer, each state an address."""
