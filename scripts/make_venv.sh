#!/usr/bin/env bash
# Makes the virtual environment with the newest Python >= 3.11 on the PATH. Says in one sentence what is missing.
set -euo pipefail
venv=$1
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
	command -v "$name" >/dev/null || continue
	"$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue
	echo "Making $venv with $("$name" --version) ..."
	if ! "$name" -m venv "$venv" >/dev/null 2>&1; then
		echo "Python's venv module cannot make an environment: install it (Debian: apt install python3-venv) and run again." >&2
		exit 1
	fi
	exit 0
done
echo "Python 3.11 or newer is needed: install it (Debian: apt install python3 python3-venv) and run again." >&2
exit 1
