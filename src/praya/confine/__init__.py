"""Child processes that may be lost: what binds them, each part for itself.

`limits` are the kernel's oldest: memory, processor time, no files written. `landlock` leaves a process only the files
it is told. `syscalls` (seccomp) leaves it no sockets, no programs to start, nothing opened for writing. Where a kernel
has one of them not, the others stand, and the server says at its start what is in force.
"""
