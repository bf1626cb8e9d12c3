"""Figures of rules by other means: plain substring search, scikit-learn, statsmodels.

    peers.py scores RULES.json DATA.jsonl     line-level counts, precision, recall, F1 and Wilson intervals
    peers.py f1 RIGHT WRONG MISSED            a bootstrapped interval of F1
"""

import json
import sys

import numpy
from sklearn.metrics import precision_recall_fscore_support
from statsmodels.stats.proportion import proportion_confint


def wilson(count, total):
    if total == 0:
        return None
    low, high = proportion_confint(count, total, alpha=0.05, method="wilson")
    return [round(1e6 * count / total), round(1e6 * low), round(1e6 * high)]


def scores(rules_path, data_path):
    rules = json.load(open(rules_path, encoding="utf-8"))
    category = {rule["id"]: rule["category"] for rule in rules}
    rows = [json.loads(line) for line in open(data_path, encoding="utf-8")]
    truth, found = {}, {}
    for number, row in enumerate(rows):
        hits = {rule["id"] for rule in rules if rule["word"] in row["text"]}
        names = {label["rule"] for label in row["labels"]}
        for rule in rules:
            truth.setdefault(rule["id"], []).append(rule["id"] in names)
            found.setdefault(rule["id"], []).append(rule["id"] in hits)
        for name in set(category.values()):
            truth.setdefault(name, []).append(any(category[rule] == name for rule in names))
            found.setdefault(name, []).append(any(category[rule] == name for rule in hits))
        truth.setdefault("all", []).append(bool(names))
        found.setdefault("all", []).append(bool(hits))
    answer = {}
    for name in truth:
        y, p = numpy.array(truth[name]), numpy.array(found[name])
        right, wrong, missed = int((y & p).sum()), int((~y & p).sum()), int((y & ~p).sum())
        precision, recall, f1, _ = precision_recall_fscore_support(y, p, average="binary", zero_division=0)
        answer[name] = {
            "right": right,
            "wrong": wrong,
            "missed": missed,
            "sklearn": [round(1e6 * value) for value in (precision, recall, f1)],
            "precision": wilson(right, right + wrong),
            "recall": wilson(right, right + missed),
            "jaccard": wilson(right, right + wrong + missed),
        }
    print(json.dumps(answer))


def bootstrap(right, wrong, missed):
    generator = numpy.random.default_rng(20260101)
    total = right + wrong + missed
    shares = numpy.array([right, wrong, missed]) / total
    draws = generator.multinomial(total, shares, size=20000)
    f1 = 2 * draws[:, 0] / (2 * draws[:, 0] + draws[:, 1] + draws[:, 2])
    print(json.dumps([round(1e6 * float(value)) for value in numpy.percentile(f1, [2.5, 97.5])]))


if sys.argv[1] == "scores":
    scores(*sys.argv[2:])
else:
    bootstrap(*map(int, sys.argv[2:]))
