"""What a run says at its end, for people and for programs."""

from __future__ import annotations

import html
import json
import os
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gradio_pianoroll.batch.results import FileRecord

_KINDS = {
    "unreadable": "cannot be read",
    "timeout": "took too long",
    "memory": "out of memory",
    "crash": "ended its process",
    "error": "failed",
}
_STYLE = """
:root{color-scheme:light dark;--line:#d7dbe2;--soft:#667085;--bad:#b42318}
@media(prefers-color-scheme:dark){:root{--line:#343a46;--soft:#98a2b3;--bad:#f97066}}
body{font:15px/1.5 system-ui,"Noto Sans KR",sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
h1{font-size:1.4rem}
dl{display:flex;flex-wrap:wrap;gap:.5rem 2.5rem;margin:1rem 0 2rem}
dt{color:var(--soft);font-size:.85rem}
dd{margin:0;font-size:1.3rem;font-variant-numeric:tabular-nums}.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:500}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bad{color:var(--bad)}td{vertical-align:top}td.name{overflow-wrap:anywhere;min-width:9rem}
"""


@dataclass(frozen=True)
class Report:
    """Outcome of a run.

    Attributes
    ----------
    files
        What is known of each file of the corpus, from this run or an earlier one.
    total, analysed, skipped
        Files: all, analysed now, and not looked at because their results were there.
    sound_s, elapsed_s
        Seconds of sound analysed now, and time of the run.
    interrupted
        Whether it was stopped before its end.
    """

    files: list[FileRecord]
    total: int
    analysed: int
    skipped: int
    sound_s: float
    elapsed_s: float
    interrupted: bool
    parameters: dict[str, Any]

    @property
    def failed(self) -> list[FileRecord]:
        """Files without results."""
        return [file for file in self.files if file.kind is not None]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        counts = {"total": self.total, "analysed": self.analysed, "skipped": self.skipped, "failed": len(self.failed)}
        return {
            **counts,
            "interrupted": self.interrupted,
            "sound_s": round(self.sound_s, 3),
            "elapsed_s": round(self.elapsed_s, 3),
            "failures": dict(Counter(file.kind for file in self.failed)),
            "parameters": self.parameters,
            "files": [asdict(file) for file in self.files],
        }

    def to_text(self) -> str:
        """Few lines; the failed files with their reasons."""
        speed = f", {self.sound_s / self.elapsed_s:,.0f} × real time" if self.sound_s and self.elapsed_s else ""
        lines = [
            f"{self.analysed} of {self.total} files analysed ({self.sound_s / 60:.1f} min of sound) "
            f"in {self.elapsed_s:.1f} s{speed}; {self.skipped} were done before, {len(self.failed)} failed"
        ]
        if self.interrupted:
            lines.append("interrupted: run it again to go on")
        lines += [f"  {file.name}: {_KINDS.get(file.kind or '', file.kind)}: {file.reason}" for file in self.failed]
        return "\n".join(lines)

    def to_html(self) -> str:
        """Page of its own, light or dark as the reader's system is."""
        facts = {
            "files": f"{self.total:,}",
            "analysed now": f"{self.analysed:,}",
            "done before": f"{self.skipped:,}",
            "failed": f"{len(self.failed):,}",
            "sound analysed": f"{self.sound_s / 60:,.1f} min",
            "time": f"{self.elapsed_s:,.1f} s",
        }
        head = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())
        note = '<p class="bad">Interrupted: run it again to go on.</p>' if self.interrupted else ""
        rows = "".join(_row(file) for file in [*self.failed, *(f for f in self.files if f.kind is None)])
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>Corpus report</title><style>{_STYLE}</style><h1>Corpus report</h1>{note}<dl>{head}</dl>"
            '<div class="wide"><table><thead><tr><th>file</th><th>result</th><th>length</th><th>took</th></tr></thead>'
            f"<tbody>{rows}</tbody></table></div></html>\n"
        )


def _row(file: FileRecord) -> str:
    said = "done"
    if file.kind is not None:
        kind = html.escape(_KINDS.get(file.kind, file.kind))
        said = f'<span class="bad">{kind}</span>: {html.escape(file.reason or "")}'
    length = f"{file.sound_s:,.2f} s" if file.kind is None else ""
    took = f"{file.took_s * 1e3:,.0f} ms" if file.kind is None else ""
    return (
        f'<tr><td class="name">{html.escape(file.name)}</td><td>{said}</td>'
        f'<td class="n">{length}</td><td class="n">{took}</td></tr>'
    )


def write_report(report: Report, folder: Path) -> None:
    """Write `report.json` and `report.html`, each whole or not at all."""
    _write(folder / "report.json", json.dumps(report.to_dict(), indent=1, ensure_ascii=False) + "\n")
    _write(folder / "report.html", report.to_html())


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8", errors="backslashreplace")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
