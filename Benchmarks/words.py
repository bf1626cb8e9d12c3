#!/usr/bin/env python3
"""Importing a list of words, and loading what comes out, beside `sort -u` and Python on the same file.

    Benchmarks/words.py [LINES [HALLMARK]]

LINES is 50,000 unless said, HALLMARK the command (.build/release/hallmark). The list is drawn anew with a fixed seed:
two thirds Chinese words of two to six characters, the rest English-looking ones, tags on most of them, every tenth
line a duplicate. Whole processes, the median of seven runs in turns.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

lines = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
hallmark = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else ".build/release/hallmark")
RUNS = 7


def word(generator):
    if generator.random() < 0.66:
        return "".join(chr(generator.randrange(0x4E00, 0x9FA5)) for _ in range(generator.randint(2, 6)))
    return "".join(generator.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(generator.randint(4, 12)))


def make(path):
    generator = random.Random(20_260_101)
    tags = ["", "\trisk=A.1.d", "\trisk=A.2.b\tseverity=high", "\tcategory=safety\tfraud", "\tview=folded", "\taction=block\t引流"]
    words = []
    with open(path, "w", encoding="utf-8") as file:
        for number in range(lines):
            line = generator.choice(words) if words and number % 10 == 9 else word(generator) + generator.choice(tags)
            words.append(line)
            file.write(line + "\n")


def run(arguments, data=None):
    start = time.perf_counter()
    finished = subprocess.run(arguments, input=data, capture_output=True, check=False)
    took = time.perf_counter() - start
    if finished.returncode != 0:
        sys.exit(f"{arguments}: {finished.returncode}\n{finished.stderr.decode()}")
    return took


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "words.txt")
    pack = os.path.join(folder, "pack")
    make(path)
    read = "import sys; print(len({line.split('\\t')[0] for line in open(sys.argv[1], encoding='utf-8')}))"
    contestants = {
        "hallmark rules import": [hallmark, "rules", "import", "--from", "words", path, "--output", pack, "--force"],
        "sort -u": ["sort", "-u", path],
        "Python, a set of the words": [sys.executable, "-c", read, path],
        "hallmark, the pack loaded and one text judged": [hallmark, "rules", "eval", "-", "--rules", pack],
        "hallmark, the built-in packs loaded and one text judged": [hallmark, "rules", "eval", "-"],
    }
    times = {name: [] for name in contestants}
    for _ in range(RUNS):
        for name, arguments in contestants.items():
            data = b'{"text": "x", "labels": []}\n' if "-" in arguments else None
            times[name].append(run(arguments, data))
    print(f"{lines} lines, {os.path.getsize(path)} bytes")
    peer = statistics.median(times["sort -u"])
    for name, own in times.items():
        median = statistics.median(own)
        print(f"{median * 1000:8.0f} ms  {median / peer:6.1f} x sort -u  {name}")
