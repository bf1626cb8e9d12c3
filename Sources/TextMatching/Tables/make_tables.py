#!/usr/bin/env python3
"""Writes ViewTables.swift, the data behind the views, folding by folding.

    python3 make_tables.py TSCharacters.txt confusables.txt kMandarin_8105.txt chaizi-jt.txt > ViewTables.swift

TSCharacters.txt is OpenCC's table of traditional characters, confusables.txt the one of Unicode Technical Standard 39,
kMandarin_8105.txt pinyin-data's readings, chaizi-jt.txt the parts of characters.
Width, case, styled forms and ignorables come from Python's `unicodedata`, whose Unicode version is written into the
output. See NOTICE for where the data comes from and on what terms.
"""
import sys
import unicodedata

# Default_Ignorable_Code_Point of DerivedCoreProperties.txt; unicodedata does not have it.
DEFAULT_IGNORABLE = [
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
]

# Enclosed letters and digits that have no compatibility decomposition to one letter or digit: first, count, to.
ENCLOSED = [
    (0x2474, 9, '1'), (0x2488, 9, '1'), (0x249C, 26, 'a'), (0x24F5, 9, '1'), (0x24FF, 1, '0'),
    (0x2776, 9, '1'), (0x2780, 9, '1'), (0x278A, 9, '1'),
    (0x1F100, 1, '0'), (0x1F101, 10, '0'), (0x1F10B, 1, '0'), (0x1F10C, 1, '0'),
    (0x1F110, 26, 'a'), (0x1F150, 26, 'a'), (0x1F170, 26, 'a'), (0x1F1E6, 26, 'a'),
]

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def is_han(c):
    return (0x4E00 <= c <= 0x9FFF or 0x3400 <= c <= 0x4DBF or 0x20000 <= c <= 0x323AF or c == 0x3007) \
        and not 0x2F800 <= c <= 0x2FA1F


def ignorables():
    out = {c for a, b in DEFAULT_IGNORABLE for c in range(a, b + 1)}
    # The enclosing keycap (U+20E3) styles the digit before it, as a circle would.
    return out | {0x20E3} | {c for c in SCALARS if unicodedata.category(chr(c)) == 'Cf'}


def unstyled(c, enclosed):
    """Width, styled and circled forms, look-alike radicals: one scalar to one."""
    if c in enclosed:
        return enclosed[c]
    text = unicodedata.normalize('NFKC', chr(c))
    if len(text) == 1 and (text.isascii() and text.isalnum() or is_han(ord(text))):
        return ord(text)
    parts = unicodedata.decomposition(chr(c)).split()
    if len(parts) == 2 and parts[0] in ('<wide>', '<narrow>'):
        return int(parts[1], 16)
    return c


def case_folded(c):
    """Simple case folding: status C and S of CaseFolding.txt."""
    for text in (chr(c).casefold(), chr(c).lower()):
        if len(text) == 1:
            return ord(text)
    return c


def simplified(path):
    out = {}
    for line in open(path, encoding='utf-8-sig'):
        line = line.rstrip('\n')
        if not line or line.startswith('#'):
            continue
        traditional, choices = line.split('\t')
        first = choices.split(' ')[0]
        if len(traditional) == 1 and len(first) == 1 and traditional != first:
            out[ord(traditional)] = ord(first)
    return out


def folding(path):
    dropped, to_simplified = ignorables(), simplified(path)
    enclosed = {first + i: ord(to) + i for first, count, to in ENCLOSED for i in range(count)}
    # Until nothing changes, so that folding a folded text changes nothing.
    def once(c):
        c = case_folded(unstyled(c, enclosed))
        return to_simplified.get(c, c)
    out = {}
    for c in SCALARS:
        if c in dropped:
            continue
        seen, at = {c}, once(c)
        while once(at) != at and once(at) not in seen:
            seen.add(at)
            at = once(at)
        if at in dropped:
            raise SystemExit(f'U+{c:04X} folds to an ignorable')
        if at != c:
            out[c] = at
    for c, at in out.items():
        if at in out:
            raise SystemExit(f'U+{c:04X} does not come to rest')
    return dropped, out


def confusables(path, fold, dropped):
    """Folded scalars that look like one ASCII letter. Digits stay, and so does what separates words."""
    table = {}
    for line in open(path, encoding='utf-8-sig'):
        line = line.split('#')[0].strip()
        if not line:
            continue
        source, target = [''.join(chr(int(x, 16)) for x in part.split()) for part in line.split(';')[:2]]
        if len(source) == 1 and len(target) == 1 and target.isascii() and target.isalpha():
            table[source] = target.lower()
    out = {}
    for source in set(table) | {s.lower() for s in table if len(s.lower()) == 1}:
        c = ord(source)
        numeric = unicodedata.category(source) in ('Nd', 'No') or unicodedata.normalize('NFKC', source).isdigit()
        if c < 0x80 or c in fold or c in dropped or numeric or unicodedata.category(source)[0] in 'PZ' or source in '×÷':
            continue
        # A letter and its capital must go the same way: the capital's look-alike serves where the letter has none.
        upper = source.upper()
        to = table.get(source) or (table.get(upper) if len(upper) == 1 and not upper.isascii() else None)
        if to:
            out[c] = ord(to)
    return out


def runs(pairs):
    """`first,count,step,to` in hexadecimal: scalars first, first + step, … go to to, to + step, …"""
    pairs, out, i = sorted(pairs), [], 0
    while i < len(pairs):
        best, step = 1, 1
        for candidate in (1, 2):
            n = 1
            while i + n < len(pairs) and pairs[i + n] == (pairs[i][0] + n * candidate, pairs[i][1] + n * candidate):
                n += 1
            if n > best:
                best, step = n, candidate
        out.append(f'{pairs[i][0]:x},{best:x},{step},{pairs[i][1]:x}')
        i += best
    return out


def literal(name, comment, words, joiner=' '):
    lines, line = [], ''
    for word in words:
        if line and len(line) + len(joiner) + len(word) > (100 if joiner else 48):
            lines.append(line)
            line = word
        else:
            line = line + joiner + word if line else word
    lines.append(line)
    print(f'    /// {comment}')
    print(f'    package static let {name} = """')
    for line in lines[:-1]:
        print(f'        {line}{joiner}\\')
    print(f'        {lines[-1]}')
    print('        """')


def width(c):
    parts = unicodedata.decomposition(chr(c)).split()
    return int(parts[1], 16) if len(parts) == 2 and parts[0] in ('<wide>', '<narrow>') else c


def toneless(path):
    """Each character's first reading without its tone: `ü` becomes `v`, as it is typed."""
    out = {}
    for line in open(path, encoding='utf-8-sig'):
        body = line.split('#')[0].strip()
        if not body:
            continue
        point, readings = body.split(':')
        text = unicodedata.normalize('NFD', readings.split(',')[0].strip())
        text = text.replace('u\u0308', 'v').replace('e\u0302', 'e')
        out[int(point.strip()[2:], 16)] = ''.join(x for x in text if x.isascii() and x.isalpha())
    return out


def splits(path, common, fold):
    """Parts that make one character. One part at least must be no character of ordinary text (not among `common`)."""
    table = {}
    for line in open(path, encoding='utf-8-sig'):
        whole, *ways = line.rstrip('\n').split('\t')
        if len(whole) != 1 or ord(whole) not in common:
            continue
        for way in ways:
            parts = way.split()
            if not 2 <= len(parts) <= 4 or any(len(x) != 1 or not unicodedata.category(x) == 'Lo' for x in parts):
                continue
            # What the other foldings do to the parts and to the whole comes first.
            folded = tuple(fold.get(ord(x), ord(x)) for x in parts)
            if all(x in common for x in folded):
                continue
            table.setdefault(folded, set()).add(fold.get(ord(whole), ord(whole)))
    return {parts: whole.pop() for parts, whole in table.items() if len(whole) == 1}


def main():
    tc, uts, pinyin, chaizi = sys.argv[1:5]
    dropped, fold = folding(tc)
    alike = confusables(uts, fold, dropped)
    enclosed = {first + i: ord(to) + i for first, count, to in ENCLOSED for i in range(count)}
    readings = toneless(pinyin)
    wide = [(c, width(c)) for c in SCALARS if width(c) != c]
    styled = [(c, unstyled(c, enclosed)) for c in SCALARS if unstyled(c, enclosed) != c and width(c) == c]
    syllables = {}
    for c, syllable in sorted(readings.items()):
        syllables.setdefault(syllable, []).append(chr(c))
    print('// Made by make_tables.py; see NOTICE for sources and terms. Unicode ' + unicodedata.unidata_version + '.')
    print('// swift-format-ignore-file')
    print()
    print('/// The data of the foldings, as text; `Folding` reads it once.')
    print('package enum ViewTables {')
    form = '`first,count,step,to` in hexadecimal.'
    literal('ignorables', 'Scalars that are dropped: ' + form, runs([(c, c) for c in dropped]))
    literal('width', 'Full and half width: ' + form, runs(wide))
    literal('letterCase', 'Simple case folding: ' + form,
            runs([(c, case_folded(c)) for c in SCALARS if case_folded(c) != c]))
    literal('styled', 'Styled and circled forms, radicals: ' + form, runs(styled))
    literal('simplified', 'Traditional and simplified character, in turn.',
            [chr(c) + chr(to) for c, to in sorted(simplified(tc).items())], joiner='')
    literal('confusables', 'Folded scalars and the letter they look like: ' + form, runs(alike.items()))
    literal('pinyin', 'A syllable, then the characters that are read so.',
            [s + ''.join(cs) for s, cs in sorted(syllables.items())])
    literal('splits', 'The character and then its parts.',
            [chr(whole) + ''.join(map(chr, parts))
             for parts, whole in sorted(splits(chaizi, set(readings), fold).items())])
    print('}')


main()
