"""A table's own pages: its rows, its chart and its map, tabs of one frame that keep one question between them."""
