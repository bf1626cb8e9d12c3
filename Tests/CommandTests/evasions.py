"""Writes the hits of rule packs in disguises whose tables come from elsewhere, as data for `hallmark rules eval`.

    evasions.py RULES OUT SEED

Reads every pack of the folder RULES and writes OUT/TRANSFORM.jsonl: a line for each hit of a rule whose views promise to
see through the transform, where that changes the text. Traditional characters are OpenCC's, lookalikes those of
confusable_homoglyphs, the other forms of letters and digits those of Python's own Unicode data.
"""

import json
import pathlib
import random
import sys
import unicodedata

import yaml
from confusable_homoglyphs import confusables
from opencc import OpenCC

FOLDS = {
    "raw": set(),
    "folded": {"width", "case", "traditional", "styled", "ignorables"},
    "folded+": {"width", "case", "traditional", "styled", "ignorables", "confusables", "separators", "repeats"},
}


def leaves(match):
    """The members of a match that look for something, as (view, whether they are keywords)."""
    for key in ("any", "all"):
        if key in match:
            for member in match[key]:
                yield from leaves(member)
            return
    words = "keywords" in match
    yield match.get("view", "folded+" if words else "raw"), words


def promised(rule):
    """The foldings that every leaf of a rule has."""
    found = [FOLDS.get(view, set()) for view, _ in leaves(rule["match"])]
    common = set.intersection(*found)
    fold = rule.get("fold", {})
    if "only" in fold:
        common &= set(fold["only"])
    return common - set(fold.get("without", []))


def inverse(*kinds):
    """Letters and digits, by what they are compatible with, in the forms of these kinds."""
    forms = {}
    for value in range(0xA0, 0x30000):
        character = chr(value)
        kind, _, rest = unicodedata.decomposition(character).partition(" ")
        if kind in kinds and " " not in rest and rest:
            base = chr(int(rest, 16))
            if base.isascii() and base.isalnum():
                forms.setdefault(base, []).append(character)
    return forms


WIDE = inverse("<wide>")
STYLED = inverse("<font>", "<circle>")
HIDDEN = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"]
assert all(unicodedata.category(character) == "Cf" for character in HIDDEN)


# Capitals whose small letters look like another letter: folded as those, to v and u. A known miss.
LIKE_ANOTHER = {"\u039d", "\u03a5"}


def lookalikes():
    forms = {}
    for code in list(range(ord("a"), ord("z") + 1)) + list(range(ord("A"), ord("Z") + 1)):
        found = confusables.is_confusable(chr(code), greedy=True)
        for one in found[0]["homoglyphs"] if found else []:
            form = one["c"]
            # Letters of other scripts, a capital for a capital: the rest is in the other transforms.
            if form in LIKE_ANOTHER or len(form) == 1 and form.isupper() != chr(code).isupper():
                continue
            if len(form) == 1 and form.isalpha() and not form.isascii() and unicodedata.normalize("NFKC", form) == form:
                if "CYRILLIC" in one["n"] or "GREEK" in one["n"]:
                    forms.setdefault(chr(code), []).append(form)
    return forms


LOOKALIKES = lookalikes()


def replace(forms):
    return lambda text, draw: "".join(draw.choice(forms[c]) if c in forms else c for c in text)


def is_han(character):
    return 0x4E00 <= ord(character) <= 0x9FFF


def between(mark, both):
    """Puts something between characters, where `both` says so of the two beside it."""

    def apply(text, draw):
        made = text[:1]
        for before, after in zip(text, text[1:]):
            made += (draw.choice(mark) if both(before, after) else "") + after
        return made

    return apply


CONVERTERS = {name: OpenCC(name) for name in ("s2t", "s2tw", "s2hk")}


def traditional(name):
    # Character by character, as a writer of one script types: words are left as they are.
    return lambda text, draw: "".join(CONVERTERS[name].convert(c) if is_han(c) else c for c in text)


TRANSFORMS = {
    "width": ({"width"}, replace(WIDE)),
    "case": ({"case"}, lambda text, draw: "".join(c.swapcase() if c.isascii() else c for c in text)),
    "styled": ({"styled"}, replace(STYLED)),
    "ignorables": ({"ignorables"}, between(HIDDEN, lambda a, b: a.isalnum() and b.isalnum())),
    "traditional": ({"traditional"}, traditional("s2t")),
    "taiwan": ({"traditional"}, traditional("s2tw")),
    "hongkong": ({"traditional"}, traditional("s2hk")),
    "confusables": ({"confusables"}, replace(LOOKALIKES)),
    "separators": ({"separators"}, between(list("·*.-_ "), lambda a, b: is_han(a) and is_han(b))),
    "width+traditional": ({"width", "traditional"}, lambda text, draw: traditional("s2t")(replace(WIDE)(text, draw), draw)),
    "styled+ignorables": (
        {"styled", "ignorables"},
        lambda text, draw: between(HIDDEN, lambda a, b: a.isalnum() and b.isalnum())(replace(STYLED)(text, draw), draw),
    ),
    "case+ignorables": (
        {"case", "ignorables"},
        lambda text, draw: between(HIDDEN, lambda a, b: a.isalnum() and b.isalnum())(text.swapcase() if text.isascii() else text, draw),
    ),
}


def main(rules, out, seed):
    draw = random.Random(seed)
    out = pathlib.Path(out)
    lines = {name: [] for name in TRANSFORMS}
    for path in sorted(pathlib.Path(rules).glob("*.yaml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            folds = promised(rule)
            for name, (needed, apply) in TRANSFORMS.items():
                if not needed <= folds:
                    continue
                for hit in rule["tests"]["hit"]:
                    text = apply(hit, draw)
                    if text != hit:
                        lines[name].append({"text": text, "labels": [{"rule": rule["id"]}]})
    for name, made in lines.items():
        with open(out / f"{name}.jsonl", "w", encoding="utf-8") as file:
            for line in made:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
