#!/usr/bin/env bash
# The tests that touch Gradio (marker `gradio`), against the lowest or the newest Gradio that pyproject.toml admits, in an environment of its own.
#
#   scripts/test_gradio.sh lowest|newest [options of pytest]
#
# `-m "gradio and not browser"` leaves out those that drive a browser. VENVS=folder puts the environments elsewhere.
set -euo pipefail
cd "$(dirname "$0")/.."
which=${1:?lowest or newest}
shift
python=${PYTHON:-.venv/bin/python}
venv=${VENVS:-.stamps}/gradio-$which
wanted=$("$python" scripts/gradio_requirement.py "$which")
[ -x "$venv/bin/python" ] || "$python" -m uv venv -q --python "$python" "$venv"
"$python" -m uv pip install -q --upgrade --python "$venv/bin/python" -r pyproject.toml --extra studio --extra convert --group dev "$wanted"
echo "$("$venv/bin/python" -c 'import gradio, sys; print(f"Gradio {gradio.__version__}, Python {sys.version.split()[0]}")')"
PYTHONPATH=backend:. exec "$venv/bin/python" -m pytest -m gradio tests/component tests/contract tests/studio tests/browser "$@"
