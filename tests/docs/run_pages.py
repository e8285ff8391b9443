"""Runs the code of documentation pages, each page in a folder of its own, and prints what became of them as JSON.

    python -m tests.docs.run_pages docs/tutorial.md docs/formats.md …

In the order of the page: ```` ```python ```` blocks share their names; the lines of ```` ```console ```` blocks that begin
with ``$ `` are run by the shell and must succeed. Other blocks (```` ```sh ```` for what does not end, output, …) are left
alone. `launch()` returns at once, as if it had been told `prevent_thread_lock=True`, and its server is closed at the end of
the page.
"""

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.patient import answers

BLOCK = re.compile(r"^```(python|console)[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMAND_TIMEOUT_S = 240


def blocks_of(text):
    """Kind, code and line of each block that is run."""
    return [(m[1], m[2], text.count("\n", 0, m.start()) + 2) for m in BLOCK.finditer(text)]


def run_console(code):
    for line in code.splitlines():
        if not line.startswith("$ "):
            continue
        exit_code, said = run_command(line[2:])
        if exit_code:
            raise RuntimeError(f"{line}\nexit code {exit_code}\n{said}")


def run_command(command):
    """Exit code and output. The package's own command runs in this process, where everything is imported already."""
    name, *arguments = shlex.split(command)
    if name != "gradio-pianoroll":
        done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=COMMAND_TIMEOUT_S)
        return done.returncode, done.stdout + done.stderr
    from gradio_pianoroll.cli import main as command_line

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            return command_line(arguments), said.getvalue()
        except SystemExit as end:
            return end.code or 0, said.getvalue()


def run_page(path):
    """None, or what went wrong where."""
    text = path.read_text(encoding="utf-8")
    names = {"__name__": f"page_{path.stem.replace('.', '_')}", "__file__": str(path)}
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, launched() as demos:
        os.chdir(folder)
        try:
            for kind, code, line in blocks_of(text):
                try:
                    with contextlib.redirect_stdout(io.StringIO()):
                        if kind == "console":
                            run_console(code)
                        else:
                            # The page's own line numbers in tracebacks.
                            exec(compile("\n" * (line - 1) + code, str(path), "exec"), names)
                except BaseException:  # noqa: BLE001 - whatever a page raises, SystemExit too, is its result
                    return f"{path}, block at line {line}:\n{traceback.format_exc()}"
        finally:
            os.chdir(home)
            for demo in demos:
                demo.close()
    return None


@contextlib.contextmanager
def launched():
    """`launch` of every app returns; the apps that were launched."""
    import gradio as gr
    import gradio.networking

    gradio.networking.url_ok = answers
    original, block_thread, demos = gr.Blocks.launch, gr.Blocks.block_thread, []

    def launch(self, *args, **kwargs):
        demos.append(self)
        return original(self, *args, **{**kwargs, "prevent_thread_lock": True, "quiet": True})

    # Apps of the package's own wait after they have launched.
    gr.Blocks.launch, gr.Blocks.block_thread = launch, lambda self: None
    try:
        yield demos
    finally:
        gr.Blocks.launch, gr.Blocks.block_thread = original, block_thread


def main(paths):
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    known, results = {}, {}
    for path in paths:
        # Translations have the same code: it is run once.
        code = tuple(block[:2] for block in blocks_of(path.read_text(encoding="utf-8")))
        if code not in known:
            start_s = time.perf_counter()
            known[code] = run_page(path.resolve())
            print(f"{path} {time.perf_counter() - start_s:.1f} s", file=sys.stderr)
        results[str(path)] = known[code]
    print(json.dumps(results, ensure_ascii=False))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
