"""What reads bytes from outside, as functions that a fuzzer can call; see README.md."""
