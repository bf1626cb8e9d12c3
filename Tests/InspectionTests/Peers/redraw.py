"""Draws again what sample.json says, with nothing but Python: redraw.py SAMPLE < lines of the log"""
import hashlib, hmac, json, sys

sample = json.load(open(sys.argv[1], encoding="utf-8"))
records = [json.loads(line) for line in sys.stdin.buffer]
by = sample.get("by")


def strata(record):
    if by is None:
        return {"all"}
    if by in ("rule", "category", "severity"):
        return {by + "=" + value for value in {finding[by] for finding in record["findings"]} or {"none"}}
    value = {"day": record["time"][:10], "model": record.get("model", "none"), "verdict": record["verdict"],
             "format": record["channel"]["format"]}[by]
    return {by + "=" + value}


population = {}
for record in records[: sample["checkpoint"]["size"]]:
    if record["kind"] == "content" and sample["query"].items() <= record.items():
        for name in strata(record):
            population.setdefault(name, []).append(record["seq"])
assert [stratum["name"] for stratum in sample["strata"]] == sorted(population), population.keys()
for stratum in sample["strata"]:
    size, wanted = len(population[stratum["name"]]), len(stratum["seqs"])
    assert size == stratum["population"]
    seed = hashlib.sha256(("sample/v1\n" + sample["checkpoint_text"] + sample["nonce"] + stratum["name"]).encode()).digest()
    assert seed.hex() == stratum["seed"]
    drawn, k = [], 0
    while len(drawn) < wanted < size:
        u = int.from_bytes(hmac.new(seed, k.to_bytes(8, "big"), "sha256").digest()[:8], "big")
        k += 1
        if u < 2**64 // size * size and u % size not in drawn:
            drawn.append(u % size)
    drawn = drawn or list(range(size))
    assert drawn == stratum["positions"], (stratum["name"], drawn, stratum["positions"])
    assert [population[stratum["name"]][place] for place in drawn] == stratum["seqs"]
print("same", len(sample["strata"]))
