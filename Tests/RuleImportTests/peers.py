"""What others make of the same bytes.

    peers.py toml < LINES       each line is a JSON string that holds a TOML document; answers null or the value
    peers.py regex < LINES      each line is [expression, flags, text]; answers null or the matches' spans in bytes
    peers.py words              the characters that Python's `regex` takes for \\w, \\d and \\s, as ranges
"""

import datetime
import json
import math
import sys


def toml():
    import tomllib

    def plain(value):
        if isinstance(value, dict):
            return {"t": [[key, plain(inner)] for key, inner in value.items()]}
        if isinstance(value, list):
            return {"a": [plain(inner) for inner in value]}
        if isinstance(value, bool):
            return {"b": value}
        if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
            return {"d": True}
        if isinstance(value, int):
            return {"i": str(value)}
        if isinstance(value, float):
            return {"f": "nan" if math.isnan(value) else repr(value)}
        return {"s": value}

    for line in sys.stdin:
        try:
            print(json.dumps(plain(tomllib.loads(json.loads(line)))))
        except (tomllib.TOMLDecodeError, RecursionError, ValueError):
            print("null")


def expressions():
    import regex

    for line in sys.stdin:
        source, flags, text = json.loads(line)
        try:
            pattern = regex.compile(source, flags=flags)
        except regex.error:
            print("null")
            continue
        spans = []
        for match in pattern.finditer(text):
            if match.end() > match.start():
                spans.append([len(text[: match.start()].encode()), len(text[: match.end()].encode())])
        print(json.dumps(spans))


def words():
    import regex

    answer = {}
    for name in "wds":
        pattern = regex.compile("\\" + name)
        ranges = []
        for value in range(0x110000):
            if 0xD800 <= value < 0xE000 or not pattern.match(chr(value)):
                continue
            if ranges and ranges[-1][1] == value - 1:
                ranges[-1][1] = value
            else:
                ranges.append([value, value])
        answer[name] = ranges
    print(json.dumps(answer))


{"toml": toml, "regex": expressions, "words": words}[sys.argv[1]]()
