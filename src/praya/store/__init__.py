"""The only rooms that remember. Functions take an open connection; transactions are opened above."""
