"""What is refused before a byte of it is parsed: links, and what is no plain file.

A link may lead out of the delivery, and a pipe never ends; neither is what a lender
means to hand over.
"""

import stat
from pathlib import Path

from data.extract import Extract
from data.findings import Finding

FOLDER = "a folder"

_OR_FOLDER = ", or name the folder {} where it holds the table's files"
"""Spark writes a folder of parts under the name of a file."""


def pass_gates(extract: Extract) -> tuple[Extract, list[Finding]]:
    """The extract without the files that are refused, and a finding for each."""
    files, findings = {}, []
    for table, found in extract.files.items():
        kept = []
        for file in found:
            reason = refused(extract.path, file)
            if reason is None:
                kept.append(file)
                continue
            name = extract.relative(file)
            findings.append(
                Finding(
                    "error",
                    "file_refused",
                    table,
                    None,
                    0,
                    f"{name} is {reason}, and is not read. Put the file itself there"
                    f"{_OR_FOLDER.format(table) if reason == FOLDER else ''}.",
                    file=name,
                )
            )
        files[table] = tuple(kept)
    return Extract(extract.path, files), findings


def refused(root: Path, file: Path) -> str | None:
    """Why a file is not read; None where it is."""
    if file.is_symlink():
        return "a link"
    if file.parent != root and file.parent.is_symlink():
        return "in a folder that is a link"
    if not stat.S_ISREG(file.stat().st_mode):
        return FOLDER if file.is_dir() else "no plain file"
    return None
