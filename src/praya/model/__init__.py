"""The words and the rules. Standard library only: no clock, no disk, no network, nothing of ours."""
