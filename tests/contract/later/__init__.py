"""Programs in the style of the later revision and of its guide; the tests of the contract run each."""
