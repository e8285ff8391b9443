"""The public surface as data: names, signatures, defaults. ``python -m tests.contract.surface`` writes it anew."""

import enum
import importlib
import inspect
import json
import re
from itertools import chain
from pathlib import Path

FILE = Path(__file__).with_name("surface.json")
MODULES = (
    "gradio_pianoroll",
    "gradio_pianoroll.constants",
    "gradio_pianoroll.data_models",
    "gradio_pianoroll.g2p",
    "gradio_pianoroll.performance",
    "gradio_pianoroll.timing_utils",
    "gradio_pianoroll.utils",
    "gradio_pianoroll.utils.analysis",
    "gradio_pianoroll.utils.converters",
    "gradio_pianoroll.utils.research",
    "gradio_pianoroll.utils.templates",
    "gradio_pianoroll.utils.ui_builders",
)


def public_names(module):
    """What a program may import: `__all__`, else what the module itself defines, and names that it gives on demand."""
    named = getattr(module, "__all__", None) or [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]
    return sorted({*named, *chain.from_iterable(getattr(module, "_HOMES", {}).values())})


def described(value):
    """A name's meaning in a form that can be compared: the arguments and defaults of what can be called."""
    if inspect.ismodule(value):
        return "module"
    if inspect.isclass(value):
        return {"class": arguments(value), "methods": methods(value)}
    if callable(value):
        return arguments(value)
    return json.loads(json.dumps(value, default=str))


def arguments(function):
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    return [shown(parameter) for parameter in signature.parameters.values() if not parameter.name.startswith("_")]


def shown(parameter):
    prefix = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
    kind = " (keyword)" if parameter.kind is parameter.KEYWORD_ONLY else ""
    default = "" if parameter.default is parameter.empty else f" = {plain(parameter.default)}"
    return f"{prefix}{parameter.name}{kind}{default}"


def plain(default):
    if isinstance(default, enum.Enum) or default.__class__.__module__ not in ("builtins",):
        return re.sub(r" at 0x[0-9a-f]+", "", type(default).__name__)
    return re.sub(r" at 0x[0-9a-f]+", "", repr(default))


def methods(cls):
    """Own public methods and properties, inherited ones of this package included."""
    found = {}
    for base in reversed(cls.__mro__):
        if not base.__module__.startswith("gradio_pianoroll"):
            continue
        for name, value in vars(base).items():
            if name.startswith("_"):
                continue
            if isinstance(value, property):
                found[name] = "property"
            elif inspect.isfunction(value) or isinstance(value, classmethod | staticmethod):
                found[name] = arguments(getattr(cls, name))
    return dict(sorted(found.items()))


def surface():
    """The whole surface: module → name → description."""
    found = {}
    for name in MODULES:
        module = importlib.import_module(name)
        found[name] = {public: described(getattr(module, public)) for public in public_names(module)}
    return found


if __name__ == "__main__":
    FILE.write_text(json.dumps(surface(), indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
