"""The side of the bridge where libresvip is: run by its own Python, imports nothing of this package.

python bridge.py read SUFFIX PROJECT JSON
python bridge.py write SUFFIX JSON PROJECT     and what is read from it again, as PROJECT.json
"""

import json
import sys
from pathlib import Path
from typing import Any


def main(what: str, suffix: str, source: str, target: str) -> None:
    """Turn a project into JSON, or JSON into a project."""
    from libresvip.extension.manager import plugin_manager  # type: ignore[import-not-found]
    from libresvip.model.base import Project  # type: ignore[import-not-found]

    plugin = plugin_manager.plugins["svs"][suffix]

    def options(of: Any) -> Any:
        return {name: field.get_default(call_default_factory=True) for name, field in of.model_fields.items()}

    def read(path: str, into: str) -> None:
        project = plugin.load(Path(path), options(plugin.input_option_cls))
        Path(into).write_text(json.dumps(project.model_dump(mode="json", by_alias=False)), encoding="utf-8")

    if what == "read":
        read(source, target)
    else:
        said = json.loads(Path(source).read_text(encoding="utf-8"))
        plugin.dump(Path(target), Project.model_validate(said), options(plugin.output_option_cls))
        read(target, f"{target}.json")


if __name__ == "__main__":
    main(*sys.argv[1:])
