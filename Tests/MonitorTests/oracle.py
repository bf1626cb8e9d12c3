#!/usr/bin/env python3
"""Judges texts by keyword rules, written apart from the monitor, to compare the two.

    python3 oracle.py CASES ANSWERS

CASES holds one JSON object per line: {"text": hex, "rules": [{id, words, view, severity, action, replacement}]}.
ANSWERS gets one per line: {"findings": [[rule, start, end]…], "verdict", "edits": [[start, end, replacement]…], "cut"}.

The folding comes from the names and properties of characters in `unicodedata` and from a few characters written down
here; matching is `re.fullmatch` over every stretch. The clusters of a text are right for the alphabet of the test only.
"""
import json
import re
import sys
import unicodedata

TRADITIONAL = {'藥': '药', '彈': '弹', '槍': '枪', '買': '买'}
ALIKE = {'а': 'a', 'о': 'o', 'с': 'c', 'ѕ': 's', 'і': 'i', 'к': 'k', 'α': 'a', 'ο': 'o', 'ⲟ': 'o'}
DIGITS = {'ZERO': 0, 'ONE': 1, 'TWO': 2, 'THREE': 3, 'FOUR': 4, 'FIVE': 5, 'SIX': 6, 'SEVEN': 7, 'EIGHT': 8, 'NINE': 9}
ENCLOSED_LETTER = re.compile(
    r'(?:NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER|PARENTHESIZED LATIN (?:CAPITAL|SMALL) LETTER|'
    r'REGIONAL INDICATOR SYMBOL LETTER) ([A-Z])$')
ENCLOSED_DIGIT = re.compile(
    r'(?:(?:DINGBAT (?:NEGATIVE )?CIRCLED (?:SANS-SERIF )?|DOUBLE CIRCLED |PARENTHESIZED |NEGATIVE CIRCLED )DIGIT (\w+)'
    r'|DINGBAT NEGATIVE CIRCLED (?:SANS-SERIF )?DIGIT (\w+)|DIGIT (\w+) (?:FULL STOP|COMMA))$')
SEPARATORS = ' \t\u00a0-_.*·•~^\'`"|/\\+=#@&%$…‧・'
SEP = '[' + re.escape(SEPARATORS) + ']'
NUMERALS = '0123456789'
SEVERITIES = ['low', 'medium', 'high', 'critical']


def ignorable(c):
    return unicodedata.category(c) == 'Cf' or c == '\u20e3' or 0xFE00 <= ord(c) <= 0xFE0F or c in '\u034f\u115f\u1160\u3164\uffa0' \
        or 0xE0000 <= ord(c) <= 0xE0FFF


def fold(c):
    if ignorable(c):
        return ''
    name = unicodedata.name(c, '')
    letter, digit = ENCLOSED_LETTER.match(name), ENCLOSED_DIGIT.match(name)
    if letter:
        return letter.group(1).lower()
    if digit:
        return str(DIGITS[next(x for x in digit.groups() if x)])
    n = unicodedata.normalize('NFKC', c)
    wide = name.startswith(('FULLWIDTH ', 'HALFWIDTH ')) or c == '\u3000'
    if len(n) == 1 and (wide or n.isascii() and n.isalnum() or name.startswith(('KANGXI', 'CIRCLED IDEOGRAPH'))):
        c = n
    lower = c.casefold() if len(c.casefold()) == 1 else c.lower()
    c = lower if len(lower) == 1 else c
    return TRADITIONAL.get(c, c)


def view_of(chars, view):
    """The view's text and, for each of its characters, the original bytes."""
    text, places = [], []
    for c, start, end in chars:
        if view != 'raw':
            c = fold(c)
        if c and view == 'folded+':
            c = ALIKE.get(c, c)
        if c:
            text.append(c)
            places.append((start, end))
    return ''.join(text), places


def characters(data):
    """Characters with their bytes; what is not UTF-8 is U+FFFD, and the first such place is told."""
    out, at, bad = [], 0, None
    while at < len(data):
        try:
            piece, stop = data[at:].decode(), None
        except UnicodeDecodeError as error:
            piece, stop = data[at:at + error.start].decode(), (at + error.start, at + error.end)
        for c in piece:
            out.append((c, at, at + len(c.encode())))
            at += len(c.encode())
        if stop:
            bad = stop[0] if bad is None else bad
            out.append(('\ufffd', *stop))
            at = stop[1]
    return out, bad


def is_word(c):
    return c.isascii() and c.isalnum() or '\u00c0' <= c <= '\u024f' and c not in '×÷'


def expressions(word, view):
    if view != 'folded+':
        return [re.compile(re.escape(word), re.S)]
    core = word.strip(SEPARATORS)
    if not core:
        return [re.compile(re.escape(word))]
    head, tail = word[:word.index(core)], word[word.index(core) + len(core):]
    out = []
    for uniform in ('', SEP + '{1,3}'):
        letters = [c for c in core if c not in SEPARATORS]
        parted = [core[i + 1] in SEPARATORS for i, c in enumerate(core[:-1]) if c not in SEPARATORS]
        pattern = ''
        for c, after, is_parted in zip(letters, letters[1:], parted):
            joined = not is_parted and is_word(c) and is_word(after)
            gap = uniform if joined else SEP + '{0,3}'
            run = re.escape(c) + ('' if c in NUMERALS else '+')
            # Where separators may follow, they may part the repeats too.
            pattern += run + ('' if not gap or c in NUMERALS else '(?:' + SEP + '{1,3}' + run + '){0,7}') + gap
        pattern += re.escape(letters[-1]) + ('' if letters[-1] in NUMERALS else '+')
        out.append(re.compile(re.escape(head) + pattern + re.escape(tail)))
    return out


def search(words, view, chars):
    text, places = view_of(chars, view)
    words = [''.join(view_of([(c, 0, 0) for c in word], view)[0]) for word in words]
    found, at = [], 0
    while at < len(text):
        best = None
        for word in words:
            for pattern in expressions(word, view):
                for end in range(len(text), at, -1):
                    if best and end <= best:
                        break
                    if view != 'raw':
                        if is_word(word[0]) and at and is_word(text[at - 1]):
                            break
                        if is_word(word[-1]) and end < len(text) and is_word(text[end]):
                            continue
                    if pattern.fullmatch(text, at, end):
                        best = end
                        break
        if best:
            found.append((places[at][0], places[best - 1][1]))
            at = best
        else:
            at += 1
    return found


def boundaries(chars, length):
    out = []
    flags = 0
    for i, (c, start, _) in enumerate(chars):
        before = chars[i - 1][0] if i else None
        extends = unicodedata.category(c) in ('Mn', 'Me') or c == '\u200d' or 0xFE00 <= ord(c) <= 0xFE0F
        flag = 0x1F1E6 <= ord(c) <= 0x1F1FF
        breaks = True
        if before is None or before in '\r\n\u200b\u00ad\ufffd':
            breaks = not (before == '\r' and c == '\n')
        elif extends:
            breaks = False
        elif before == '\u200d' and unicodedata.category(c) == 'So':
            j = i - 1
            while j > 0 and (chars[j][0] == '\u200d' or unicodedata.category(chars[j][0]) == 'Mn'):
                j -= 1
            breaks = not (ord(chars[j][0]) >= 0x1F300)
        elif flag and flags % 2 == 1:
            breaks = False
        flags = flags + 1 if flag else 0
        if breaks:
            out.append(start)
    return out + [length]


def judge(case):
    data = bytes.fromhex(case['text'])
    chars, bad = characters(data)
    rules = {rule['id']: rule for rule in case['rules']}
    findings = sorted(
        ((start, end, rule['id']) for rule in case['rules'] for start, end in search(rule['words'], rule['view'], chars)))
    edges = boundaries(chars, len(data))
    down = lambda b: max(e for e in edges if e <= b)
    up = lambda b: min(e for e in edges if e >= b)
    owner = {}
    for start, end, rule in findings:
        if rules[rule]['action'] == 'mask':
            for byte in range(down(start), up(end)):
                owner.setdefault(byte, []).append((-SEVERITIES.index(rules[rule]['severity']), start, rule))
    spans = []
    for byte in sorted(owner):
        if spans and spans[-1][1] == byte:
            spans[-1] = (spans[-1][0], byte + 1)
        else:
            spans.append((byte, byte + 1))
    cuts = [start for start, _, rule in findings if rules[rule]['action'] == 'block'] + ([bad] if bad is not None else [])
    cut = None
    if cuts:
        cut = down(min(cuts))
        cut = next((start for start, end in spans if start <= cut < end), cut)
    edits = []
    for start, end in spans:
        if cut is None or end <= cut:
            leader = min(who for byte in range(start, end) for who in owner[byte])
            edits.append([start, end, rules[leader[2]]['replacement']])
    order = ['clean', 'observed', 'masked', 'undecided', 'blocked']
    said = {'observe': 'observed', 'mask': 'masked', 'block': 'blocked'}
    verdicts = ['clean'] + (['undecided'] if bad is not None else []) + [said[rules[r]['action']] for _, _, r in findings]
    return {'findings': [[rule, start, end] for start, end, rule in findings], 'verdict': max(verdicts, key=order.index),
            'edits': edits, 'cut': cut}


with open(sys.argv[1]) as cases, open(sys.argv[2], 'w') as answers:
    for line in cases:
        answers.write(json.dumps(judge(json.loads(line))) + '\n')
