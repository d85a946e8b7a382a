"""Grids of cells: delimited text and spreadsheets.

`cells` knows what one cell looks like, `layout` finds the header, `trim` what stands below and beside the table;
both are pure and serve every kind of grid. `delimited` and `sheets` bring the cells.
"""
