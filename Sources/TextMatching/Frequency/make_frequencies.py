#!/usr/bin/env python3
"""Writes FrequencyData.swift: how often characters, pairs of hanzi and groups of three letters stand in real text.

    python3 make_frequencies.py dict.txt chinese.jsonl english.jsonl > FrequencyData.swift

dict.txt is jieba's (word, count, tag); the others hold replies of language models, one object a line, the text in
`response`. See NOTICE for where they come from and on what terms. Either language's file may be `-` to do without.
All shares are kept as powers of two: level n of 0 ... 15 stands for 2^(n - BASE).
"""
import collections
import json
import math
import sys

CHARACTER_BASE = 20
PAIR_BASE = 23
TRIPLE_BASE = 21
PAIR_LOG = 15
LEAST_PAIR = 2.0 ** -17
# The share of punctuation among the characters of Chinese text.
PUNCTUATION = 0.14


def level(share, base):
    return 0 if share <= 0 else max(0, min(15, round(base + math.log2(share))))


def wide(c):
    return 0x800 <= ord(c) <= 0xFFFF


def hanzi(c):
    return 0x3400 <= ord(c) <= 0x9FFF


def texts(path):
    if path != '-':
        for line in open(path, encoding='utf-8'):
            yield json.loads(line)['response']


def chinese(dictionary, replies):
    """Shares of characters that end a word, of those that begin one (among such), and of pairs within words."""
    ends, starts, pairs = collections.Counter(), collections.Counter(), collections.Counter()
    places = 0
    if dictionary != '-':
        for line in open(dictionary, encoding='utf-8'):
            word, count = line.split(' ')[:2]
            if not all(map(hanzi, word)):
                continue
            count = int(count)
            places += count * len(word)
            ends[word[-1]] += count
            starts[word[0]] += count
            for a, b in zip(word, word[1:]):
                pairs[a + b] += count
    seen, seen_pairs, seen_places = collections.Counter(), collections.Counter(), 0
    for text in texts(replies):
        for a, b in zip(text, text[1:] + ' '):
            if wide(a):
                seen[a] += 1
                seen_places += 1
                if wide(b):
                    seen_pairs[a + b] += 1
    words = sum(starts.values())
    end = {c: n / places * (1 - PUNCTUATION) for c, n in ends.items()}
    start = {c: n / words * (1 - PUNCTUATION) for c, n in starts.items()}
    pair = {p: n / places * (1 - PUNCTUATION) for p, n in pairs.items()}
    marks = sum(n for c, n in seen.items() if not hanzi(c)) or 1
    for c, n in seen.items():
        if not hanzi(c):
            end[c] = start[c] = n / marks * PUNCTUATION
        elif not places:
            end[c] = start[c] = n / seen_places
    for p, n in seen_pairs.items():
        if n >= 4:
            pair[p] = max(pair.get(p, 0), n / seen_places)
    return end, start, pair


def symbol(c):
    """a to z in either case, the space, the digits, all else."""
    c = c.lower()
    return ord(c) - 97 if 'a' <= c <= 'z' else 26 if c == ' ' else 27 if '0' <= c <= '9' else 28


def triples(path):
    counts, total = [0] * 29 ** 3, 0
    for text in texts(path):
        symbols = [symbol(c) for c in text if ord(c) < 128]
        for a, b, c in zip(symbols, symbols[1:], symbols[2:]):
            counts[(a * 29 + b) * 29 + c] += 1
            total += 1
    return [n / (total or 1) for n in counts]


def pair_place(pair):
    """Where a pair stands in the table: the same as in WindowFrequency.swift."""
    word = ord(pair[0]) << 16 | ord(pair[1])
    return (word * 0x9E3779B97F4A7C15 & (1 << 64) - 1) >> (64 - PAIR_LOG)


def packed(levels):
    """Three levels in two characters of '0' to 'o'."""
    levels = levels + [0] * (-len(levels) % 3)
    text = ''
    for a, b, c in zip(levels[::3], levels[1::3], levels[2::3]):
        word = a << 8 | b << 4 | c
        text += chr(0x30 + (word >> 6)) + chr(0x30 + (word & 63))
    return '\n'.join('        ' + text[i:i + 110] for i in range(0, len(text), 110))


def main():
    dictionary, chinese_replies, english_replies = sys.argv[1:]
    end, start, pair = chinese(dictionary, chinese_replies)
    groups = collections.defaultdict(list)
    for c in sorted(set(end) | set(start)):
        key = level(end.get(c, 0), CHARACTER_BASE), level(start.get(c, 0), CHARACTER_BASE)
        if max(key) > 0:
            groups[key].append(c)
    table = [0] * (1 << PAIR_LOG)
    kept = 0
    for p, share in pair.items():
        if share >= LEAST_PAIR:
            kept += 1
            table[pair_place(p)] = max(table[pair_place(p)], level(share, PAIR_BASE))
    print(f'{sum(map(len, groups.values()))} characters, {kept} pairs', file=sys.stderr)
    print('''\
// Made by make_frequencies.py; see NOTICE for sources and terms.
// swift-format-ignore-file

/// Shares of characters, pairs and triples in real text, as levels: n stands for 2^(n - base).
enum FrequencyData {
    static let characterBase = %d
    static let pairBase = %d
    static let tripleBase = %d
    static let pairLog = %d

    /// On each line two levels in hexadecimal, of ending a word and of beginning one, and the characters that have them.
    static let characters = #"""''' % (CHARACTER_BASE, PAIR_BASE, TRIPLE_BASE, PAIR_LOG))
    for (a, b), characters in sorted(groups.items(), reverse=True):
        print(f'        {a:x}{b:x}' + ''.join(characters))
    print('''\
        """#

    /// Pairs of characters within words, by hash; three levels in two characters, each less 0x30.
    static let pairs = #"""
%s
        """#

    /// Triples of a to z, space, digit, and all else, in order; packed alike.
    static let triples = #"""
%s
        """#
}''' % (packed(table), packed([level(p, TRIPLE_BASE) for p in triples(english_replies)])))


main()
