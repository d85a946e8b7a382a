"""The page for who writes programs: where to begin, every dialect that is spoken, and what holds for all of them."""
