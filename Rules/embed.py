#!/usr/bin/env python3
"""Writes the rule packs of this folder into one Swift file, so that the command works without a rules folder.

    python3 Rules/embed.py           write Sources/Pipeline/Generated/DefaultPacks.swift
    python3 Rules/embed.py --check   exit 1 if that file is not what would be written

Every pack becomes a raw string literal, byte for byte. Packs stand in the order of their file names.
"""

import hashlib
import pathlib
import sys

RULES = pathlib.Path(__file__).resolve().parent
OUTPUT = RULES.parent / "Sources" / "Pipeline" / "Generated" / "DefaultPacks.swift"
HASHES = "##"
CLOSE = '"""' + HASHES

HEADER = """\
// Generated from Rules/*.yaml by `python3 Rules/embed.py`. Do not edit: change the pack and run the command again.
// swift-format-ignore-file

/// The rule packs that are used where no others are named, as their files read.
internal enum DefaultPacks {
    /// The packs in the order of their file names, each with SHA-256 of its text, in hexadecimal.
    internal static let files: [(name: String, digest: String, text: String)] = [
"""

FOOTER = """\
    ]
}
"""


def literal(path: pathlib.Path) -> str:
    """The Swift literal whose value is the file's text."""
    data = path.read_bytes()
    text = data.decode("utf-8")
    digest = hashlib.sha256(data).hexdigest()
    if not text.endswith("\n"):
        raise SystemExit(f"embed: {path.name}: the last line has no end")
    if CLOSE in text or "\\" + HASHES in text or "\r" in text or "\0" in text:
        raise SystemExit(f"embed: {path.name}: holds a carriage return, a NUL or a mark of the literal itself")
    # The line break before the closing marks belongs to the literal's syntax; the text's own last one precedes it.
    return f'        (\n            name: "{path.name}", digest: "{digest}",\n            text: {HASHES}"""\n{text}\n{CLOSE}),\n'


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 64
    packs = sorted(RULES.glob("*.yaml"), key=lambda path: path.name)
    wanted = HEADER + "".join(literal(path) for path in packs) + FOOTER
    if arguments:
        found = OUTPUT.read_bytes().decode("utf-8", "replace") if OUTPUT.exists() else ""
        if found != wanted:
            print(f"embed: {OUTPUT.name} is stale: run python3 Rules/embed.py", file=sys.stderr)
            return 1
        return 0
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_bytes(wanted.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
