"""The shape of the tree: imports point one way, the package is light to import, nothing speaks of one machine."""

import abc
import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = (
    "librosa",
    "numba",
    "scipy",
    "soundfile",
    "soxr",
    "symusic",
    "matplotlib",
    "sklearn",
    "pyarrow",
    "pydantic_settings",
)


def test_imports_point_one_way():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "backend"), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, gradio_pianoroll; from gradio_pianoroll import PianoRoll, Score; print('\\n'.join(sys.modules))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    gradio = set(
        subprocess.run(
            [sys.executable, "-c", "import sys, gradio; print('\\n'.join(sys.modules))"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    )
    assert [name for name in HEAVY if name in loaded - gradio] == []


# --- the seam to Gradio --------------------------------------------------------------------------------------------

PACKAGE = ROOT / "backend" / "gradio_pianoroll"
SEAM = PACKAGE / "gradio_compat.py"
# What Gradio's documentation speaks of beside the names of `gradio` itself: its guide to custom components names the
# base class, the events, the data models; `gr.themes` and what `gr.I18n` gives are in its reference.
DOCUMENTED = {
    "gradio.components.base": {"Component"},
    "gradio.components": {"Timer"},
    "gradio.events": {"EventListener", "Events"},
    "gradio.data_classes": {"FileData", "GradioModel", "GradioRootModel"},
    "gradio_client": {"Client", "handle_file"},
}
DOCUMENTED_ATTRIBUTES = {"themes", "I18nData"}
# What objects of Gradio have without an underscore and without a word in its documentation.
UNDOCUMENTED = {
    "active_jobs", "blocks_config", "convert_strings_to_filedata", "default_config", "event_analytics",
    "event_queue_per_concurrency_id", "force_exit", "fns", "has_launched", "is_rendered", "keep_in_cache",
    "load_event_to_attach", "local_url", "mcp_server_obj", "move_resource_to_block_cache", "postprocess_output_data",
    "process_api", "server_fns", "temp_file_sets", "temp_files", "tool_to_endpoint", "trigger_id",
}  # fmt: skip


def touches(source, gradios_own, is_component=False):
    """Every touch of Gradio's undocumented parts in a source file, with its line; a component's `self` is Gradio's."""
    tree = ast.parse(source)
    found = []
    names = {"gradio"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names |= {alias.asname} if alias.name == "gradio" and alias.asname else set()
                if alias.name.startswith(("gradio.", "gradio_client.")):
                    found.append((node.lineno, alias.name))
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            if node.module == "gradio":
                found += [(node.lineno, alias.name) for alias in node.names if alias.name not in public_of_gradio()]
            elif node.module in DOCUMENTED or node.module.startswith(("gradio.", "gradio_client")):
                known = DOCUMENTED.get(node.module, set())
                found += [(node.lineno, f"{node.module}.{a.name}") for a in node.names if a.name not in known]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id in names and node.attr not in public_of_gradio():
                found.append((node.lineno, f"gr.{node.attr}"))
            elif is_named(node.value, "gradio_compat"):
                continue
            elif node.attr in UNDOCUMENTED or (
                node.attr in gradios_own and (is_component or not is_named(node.value, "self", "cls", "mine", "other"))
            ):
                found.append((node.lineno, f".{node.attr}"))
        elif isinstance(node, ast.Constant) and node.value in UNDOCUMENTED | {
            "x-gradio-user",
            "/gradio_api/file=",
            "validate_meta",
        }:
            found.append((node.lineno, repr(node.value)))
    return found


def is_named(value, *names):
    return isinstance(value, ast.Name) and value.id in names


def public_of_gradio():
    import gradio

    return {*gradio.__all__, *DOCUMENTED_ATTRIBUTES}


def underscored_of_gradio():
    """Underscored names of the objects of Gradio that this package has to do with."""
    import gradio
    from gradio.blocks import BlockFunction, BlocksConfig
    from gradio.queueing import Event, Queue

    app = gradio.Blocks()
    box = gradio.Textbox(render=False)
    kinds = (app, app._queue, app.default_config, box, Event, Queue, BlockFunction, BlocksConfig, gradio.Component)
    found = {name for kind in kinds for name in dir(kind) if name.startswith("_") and not name.startswith("__")}
    # Python's own, of classes that are generated.
    return {"_id", *found} - {name for name in dir(abc.ABC) if name.startswith("_")}


def test_only_the_seam_touches_what_gradio_does_not_document():
    own = underscored_of_gradio()
    assert {"_id", "_queue", "_constructor_args"} <= own
    found = {}
    for path in PACKAGE.rglob("*.py"):
        is_component = path.parent == PACKAGE and path.name in ("component.py", "server_functions.py")
        if path != SEAM and (here := touches(path.read_text(encoding="utf-8"), own, is_component)):
            found[path.relative_to(PACKAGE).as_posix()] = here
    assert found == {}, "put the touch into gradio_compat.py, with its reason and a canary test"


def test_a_touch_is_seen():
    for line in (
        "from gradio.utils import get_upload_folder",
        "from gradio import processing_utils",
        "import gradio.routes",
        "from gradio_client.utils import is_http_url_like",
        "from gradio.components.base import server",
        "import gradio as gr; gr.context.LocalContext",
        "app._queue",
        "roll._id",
        "getattr(app, 'fns')",
        "app.fns",
        "headers['x-gradio-user']",
    ):
        assert touches(line, {"_id", "_queue"}), line
    assert touches("self._id", {"_id"}, is_component=True)
    for line in ("import gradio as gr; gr.Blocks(); gr.themes.Soft()", "from gradio.events import Events", "self._id"):
        assert not touches(line, {"_id"}), line


def test_the_seam_reads_nothing_that_may_be_missing():
    tree = ast.parse(SEAM.read_text(encoding="utf-8"))
    called = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    assert [n.lineno for n in called if n.func.id == "getattr" and len(n.args) == 3] == []
