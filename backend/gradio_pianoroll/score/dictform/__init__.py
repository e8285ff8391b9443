"""The dict form of a score: what programs pass in and handlers receive."""
