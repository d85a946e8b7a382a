"""The verbs: one file per thing the platform does, each a plain function; none calls another."""
