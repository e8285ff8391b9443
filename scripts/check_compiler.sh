#!/usr/bin/env bash
# The studio needs no compiler. Two packages of the tests (pysptk, pyebur128) have no wheels everywhere: says in one sentence what is missing.
set -euo pipefail
for name in ${CXX:-} c++ g++ clang++; do
	command -v "$name" >/dev/null && exit 0
done
echo "A C++ compiler is needed for packages that only the tests use (pysptk, pyebur128): install one (Debian: apt install build-essential python3-dev) and run again." >&2
exit 1
