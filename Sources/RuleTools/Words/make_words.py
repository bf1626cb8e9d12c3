#!/usr/bin/env python3
"""Writes CommonWordsData.swift: common Chinese and English words, to tell keywords that are part of them.

    python3 make_words.py dict.txt english-words.10 > CommonWordsData.swift

dict.txt is jieba's (word, count, tag), english-words.10 one of SCOWL's. See NOTICE for where they come from and on what
terms. The tables hold words and no counts:

* long: Chinese words of three to six characters that the dictionary counts at least LONG times, those with one first
  character behind it on one line, without it.
* own: pieces of one to three characters that stand inside of such words less often than on their own, as words.
* pairs: words of two characters, enough that each character of words that are counted PAIR times has one.
* english: words of four letters and more, in order, each as how many letters it shares with the one before it (0 to 9, a
  for 10, and so on) in capitals, and the rest.
"""
import collections
import sys

LONG = 260
PAIR = 250
WIDTH = 110


def chinese(path):
    counts = {}
    for line in open(path, encoding='utf-8'):
        word, count, tag = line.split()
        # People of novels are no common words, however often they are named there.
        if all(0x4E00 <= ord(c) <= 0x9FFF for c in word) and not tag.startswith('nr'):
            counts[word] = int(count)
    return counts


def pieces(word):
    return {word[i:j] for i in range(len(word)) for j in range(i + 1, min(len(word), i + 3) + 1) if j - i < len(word)}


def own(counts, long):
    inside = collections.Counter()
    for word in long:
        for piece in pieces(word):
            inside[piece] += counts[word]
    return sorted(piece for piece, count in inside.items() if len(piece) > 1 and counts.get(piece, 0) > count)


def pairs(counts):
    """Words that cover the characters of all, the most frequent first."""
    words = sorted((w for w, n in counts.items() if len(w) == 2 and n >= PAIR), key=lambda w: (-counts[w], w))
    left = set(''.join(words))
    chosen = []
    for fresh in (2, 1):
        for word in words:
            if len(set(word) & left) >= fresh:
                chosen.append(word)
                left -= set(word)
    return sorted(chosen)


def english(path):
    words = {line.strip().lower() for line in open(path, encoding='latin-1')}
    words = sorted(w for w in words if w.isascii() and w.isalpha() and len(w) >= 4)
    text, before = '', ''
    for word in words:
        shared = 0
        while shared < min(len(word), len(before), 35) and word[shared] == before[shared]:
            shared += 1
        text += '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[shared] + word[shared:]
        before = word
    return text, len(words)


def lines(text, width=WIDTH):
    return '\n'.join('        ' + text[i:i + width] for i in range(0, len(text), width))


def main():
    counts = chinese(sys.argv[1])
    long = [w for w, n in counts.items() if 3 <= len(w) <= 6 and n >= LONG]
    groups = collections.defaultdict(list)
    for word in sorted(long):
        groups[word[0]].append(word[1:])
    listed = ' '.join(head + ','.join(rest) for head, rest in sorted(groups.items()))
    alone = own(counts, long)
    two = ''.join(w for w in alone if len(w) == 2)
    three = ''.join(w for w in alone if len(w) == 3)
    covering = pairs(counts)
    spelled, english_count = english(sys.argv[2])
    print(f'{len(long)} long, {len(alone)} alone, {len(covering)} pairs, {english_count} English', file=sys.stderr)
    print('''\
// Made by make_words.py; see NOTICE for sources and terms.
// swift-format-ignore-file

/// Common words, in the forms that `make_words.py` describes.
enum CommonWordsData {
    static let long = """''')
    print(lines(listed))
    print('''        """

    static let ownPairs = """''')
    print(lines(two))
    print('''        """

    static let ownTriples = """''')
    print(lines(three))
    print('''        """

    static let pairs = """''')
    print(lines(''.join(covering)))
    print('''        """

    static let english = """''')
    print(lines(spelled))
    print('''        """
}''')


if __name__ == '__main__':
    main()
