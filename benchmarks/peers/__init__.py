"""What the roll is compared with."""
