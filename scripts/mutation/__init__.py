"""What `scripts/mutate.py` consists of: how the code is broken, and which tests are asked whether they notice."""
