"""SQL of strangers, each statement in a process of its own that may be lost.

DuckDB can read and write any file, load code and tell of the machine, and a statement can be made to take all memory,
ignore being interrupted, or end its process. So none is parsed or run in ours. A *nursery* (`nursery.py`: DuckDB
opened, one thread, nothing in it) forks one child for each statement. The child (`child.py`) gives up sockets, programs
and writing, parses the statement and holds it against lists of what only computes (`statement.py`, `functions.txt`);
we tell it the files of the tables that were named and may be seen; it gives up every other file, makes views of them,
locks DuckDB's settings, runs, and streams Arrow back as fast as we read (`wire.py`). Memory and processor time are held
by the kernel, the wall clock by us, and what takes too long, or is no longer wanted, is killed (`pool.py`).
"""

from praya.store.sandbox.pool import Answer, Limits, Sandbox, Statement, in_force

__all__ = ["Answer", "Limits", "Sandbox", "Statement", "in_force"]
