"""The zip archive around a compressed score, and parsing that nothing from outside can abuse."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ..bounds import MAX_XML_ELEMENTS, refuse_more
from ..decoding import decode

MAX_XML_BYTES = 128 * 1024 * 1024
CONTAINER = "META-INF/container.xml"
MEDIA_TYPE = "application/vnd.recordare.musicxml"
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:\-]{1,40})["']""")
# Programs declare the standard and write its vendor's extension.
_WIDER = {"shift_jis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "euc-kr": "cp949", "windows-949": "cp949",
          "gb2312": "gb18030", "gbk": "gb18030"}  # fmt: skip
# Python's codecs for texts that are not Unicode; not those for escapes and host names.
_OTHER_CODEC = re.compile(
    r"iso8859-\d+|cp\d+|koi8-[rut]|mac-\w+|(shift_jis|euc_jis|euc_jp|euc_kr|iso2022|gb|hz|big5|johab)\w*|tis-620|"
    "ptcp154|kz1048|hp-roman8"
)


def unpack(data: bytes, path: Path) -> bytes:
    """Bytes of the score: `data` itself, or the root file of the archive that it is.

    Raises
    ------
    FormatError
        If the archive is damaged, holds no score, or unpacks to more than `MAX_XML_BYTES`.
    """
    if not data.startswith(b"PK\x03\x04"):
        if len(data) > MAX_XML_BYTES:
            raise FormatError(path, _too_large())
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _member(archive, _root_name(archive, path), path)
    except FormatError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise FormatError(path, Sentence("xml.archive", error=error)) from error


def pack(xml: bytes) -> bytes:
    """Compressed score around the bytes of a plain one."""
    container = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<container><rootfiles>'
        f'<rootfile full-path="score.xml" media-type="{MEDIA_TYPE}+xml"/></rootfiles></container>\n'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MEDIA_TYPE)
        for name, content in ((CONTAINER, container.encode()), ("score.xml", xml)):
            # A fixed date: the same score gives the same bytes.
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def parse(data: bytes, path: Path) -> Any:
    """Root element; entities are refused, nothing is fetched.

    Raises
    ------
    FormatError
        If it is not well-formed XML or declares entities.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    text = _decoded(data, path)
    refuse_more(path, text.count("<") - text.count("</"), MAX_XML_ELEMENTS, Sentence("amount.elements"))
    try:
        return fromstring(text)
    except DefusedXmlException as error:
        raise FormatError(path, Sentence("xml.entities")) from error
    except (ParseError, ValueError, LookupError) as error:
        raise FormatError(path, Sentence("xml.malformed", error=error)) from error


def _decoded(data: bytes, path: Path) -> str:
    """Text of an XML file. The parser by itself knows Unicode, ASCII and Latin-1 only.

    A byte order mark or UTF-16's zero bytes win over what is declared, as XML 1.0 (appendix F) has it: some programs
    declare UTF-16 and write UTF-8.
    """
    told = _DECLARED.match(data)
    name = told[1].decode("ascii") if told else ""
    try:
        known = codecs.lookup(_WIDER.get(name.lower(), name)).name if name else ""
    except LookupError as error:
        raise FormatError(path, Sentence("xml.encoding", name=name)) from error
    is_marked = data.startswith(codecs.BOM_UTF8)
    return decode(data, path, known if _OTHER_CODEC.fullmatch(known) and not is_marked else None)


def _root_name(archive: zipfile.ZipFile, path: Path) -> str:
    # The archiver of macOS puts a resource fork with the same suffix beside each file.
    names = [n for n in archive.namelist() if not n.startswith("__MACOSX/") and not n.split("/")[-1].startswith("._")]
    if CONTAINER in names:
        for element in parse(_member(archive, CONTAINER, path), path).iter():
            if element.tag.rpartition("}")[2] == "rootfile" and element.get("full-path") in names:
                return str(element.get("full-path"))
    scores = [n for n in names if n.lower().endswith((".xml", ".musicxml")) and not n.startswith("META-INF/")]
    if not scores:
        raise FormatError(path, Sentence("xml.no_score"))
    return scores[0]


def _member(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    """Read a member, never more than the limit, whatever the archive says about its sizes."""
    with archive.open(name) as stream:
        content = stream.read(MAX_XML_BYTES + 1)
    if len(content) > MAX_XML_BYTES:
        raise FormatError(path, _too_large())
    return content


def _too_large() -> str:
    return Sentence("xml.too_large", most=MAX_XML_BYTES >> 20)
