"""Files in files: ZIP and gzip. Hostile by assumption: names are never paths, and what unpacks is counted as it comes.

`names` turns members' names into labels, `units` says which members belong together, `unpack` brings them to the disk
under names of our own, within one budget for the whole file, however deeply it nests.
"""
