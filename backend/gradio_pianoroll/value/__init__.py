"""What a handler holds: the dict form that is an object, its notes one by one, and what was written into it."""
