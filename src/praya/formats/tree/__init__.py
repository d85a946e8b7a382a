"""Trees made into tables: `json` by the path of the records, `xml` by the deepest element that repeats.

A record's objects become columns named by their path (`name.en`); its lists stay whole, as JSON text in one column.
"""
