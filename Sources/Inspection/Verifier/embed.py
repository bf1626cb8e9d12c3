#!/usr/bin/env python3
"""Writes verify_hallmark.py into a Swift file, so that the command can put it into every bundle.

    python3 Sources/Inspection/Verifier/embed.py           write Generated/VerifierScript.swift
    python3 Sources/Inspection/Verifier/embed.py --check   exit 1 if that file is not what would be written
"""

import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
OUTPUT = FOLDER.parent / "Generated" / "VerifierScript.swift"
HEADER = """\
// Generated from verify_hallmark.py by `python3 Sources/Inspection/Verifier/embed.py`. Do not edit.
// swift-format-ignore-file

/// The stand-alone verifier in Python that goes into every bundle.
public enum VerifierScript {
    public static let name = "verify_hallmark.py"

    public static let text = ##\"\"\"
"""


def main(arguments: list[str]) -> int:
    text = (FOLDER / "verify_hallmark.py").read_text(encoding="utf-8")
    if '"""##' in text or "\\##" in text or not text.endswith("\n"):
        raise SystemExit("embed: holds a mark of the literal itself, or its last line has no end")
    wanted = HEADER + text + '\n"""##\n}\n'
    if arguments == ["--check"]:
        found = OUTPUT.read_text(encoding="utf-8") if OUTPUT.exists() else ""
        if found != wanted:
            print(f"embed: {OUTPUT.name} is stale: run python3 {pathlib.Path(__file__).name}", file=sys.stderr)
            return 1
        return 0
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
