"""Where on earth: reference systems, the order of axes, and the city's districts.

`reference` knows what a source's words for its reference system mean, `degrees` brings shapes and positions to WGS84,
`districts` says which part of the city they lie in. Pure: PROJ's tables are in its package, and it fetches nothing unasked.
"""
