"""What people and programs see: the only floor that knows HTTP."""
