// Generated from verify_hallmark.py by `python3 Sources/Inspection/Verifier/embed.py`. Do not edit.
// swift-format-ignore-file

/// The stand-alone verifier in Python that goes into every bundle.
public enum VerifierScript {
    public static let name = "verify_hallmark.py"

    public static let text = ##"""
#!/usr/bin/env python3
"""Checks Hallmark's audit logs without Hallmark. 不依赖 Hallmark 校验其审计日志。

    python3 verify_hallmark.py PATH [--key VKEY] [--record FILE]

PATH is a log's folder, a .tlog-proof, or an evidence bundle. VKEY is the verifier key (name+hash+key) that you were
given, or a file with one; more keys, more --key. Needs Python 3.8, nothing else for proofs and bundles; for a log also
the module zstandard or the program zstd. Prints one JSON object.
退出码 exit: 0 verified 通过 · 1 failed 未通过 · 2 inconclusive 无法断定 (no key from outside vouches, or something cannot be read)
"""
import base64, hashlib, json, os, re, struct, subprocess, sys

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


class Bad(Exception):
    def __init__(self, reason, index=None, where=None):
        super().__init__(reason)
        self.found = {k: v for k, v in {"reason": reason, "index": index, "file": where}.items() if v is not None}


class Undecided(Exception): pass


# Ed25519 verification as RFC 8032, section 5.1.7 has it; slow, and small enough to be read.
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1: q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P: return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P: x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign): return None
    if x & 1 != sign: x = P - x
    return (x, y, 1, x * y % P)


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(key, signature, message):
    if len(key) != 32 or len(signature) != 64: return False
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = multiply(s, BASE), add(r, multiply(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def sha(data): return hashlib.sha256(data).digest()
def leaf(line): return sha(b"\0" + line)
def node(left, right): return sha(b"\1" + left + right)


class Tree:
    """The tree of RFC 6962, section 2.1, as the roots of its full subtrees."""
    def __init__(self): self.size, self.peaks = 0, []

    def append(self, digest, level=0):
        self.size += 1 << level
        while self.peaks and self.peaks[-1][0] == level:
            digest, level = node(self.peaks.pop()[1], digest), level + 1
        self.peaks.append((level, digest))

    def root(self):
        if not self.peaks: return sha(b"")
        digest = self.peaks[-1][1]
        for _, other in reversed(self.peaks[:-1]): digest = node(other, digest)
        return digest


def root(lines):
    tree = Tree()
    for line in lines: tree.append(leaf(line))
    return tree.root()


def vkey(text):
    match = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)", text.strip())
    if not match: raise Undecided("not a verifier key: " + text[:80])
    name, digest, key = match.group(1), bytes.fromhex(match.group(2)), base64.b64decode(match.group(3))
    if sha(name.encode() + b"\n" + key)[:4] != digest or key[:1] != b"\1": raise Undecided("a damaged verifier key: " + text[:80])
    return name, digest, key[1:], text.strip()


def note(data, keys, where, need=True):
    """C2SP signed-note: its text, and the key among `keys` that signed it."""
    try:
        text, below = data.decode("utf-8").rsplit("\n\n", 1)
        lines = [re.fullmatch("\u2014 ([^ ]+) ([^ ]+)", line).groups() for line in below.rstrip("\n").split("\n")]
        text = text.encode("utf-8") + b"\n"
        for name, blob in lines:
            blob = base64.b64decode(blob, validate=True)
            for key in keys:
                if (name, blob[:4]) == (key[0], key[1]):
                    if ed25519(key[2], blob[4:], text): return text, key[3]
                    raise Bad("a wrong signature by " + name, where=where)
    except (ValueError, AttributeError): raise Bad("not a signed note", where=where)
    if need: raise Bad("not signed by " + (", ".join(key[0] for key in keys) or "a known key"), where=where)
    return text, None


def checkpoint(data, keys, where, need=True):
    text, key = note(data, keys, where, need)
    lines = text.decode("utf-8").split("\n")
    if len(lines) < 4 or not re.fullmatch("0|[1-9][0-9]*", lines[1]): raise Bad("not a checkpoint", where=where)
    return lines[0], int(lines[1]), base64.b64decode(lines[2]), key


def climb(index, size, digest, path, where):
    """RFC 9162, section 2.1.3.2: the root that a record and its path lead to."""
    place, last = index, size - 1
    for other in path:
        if last == 0: raise Bad("the path is too long", index, where)
        if place & 1 or place == last:
            digest = node(other, digest)
            while not place & 1 and place: place, last = place >> 1, last >> 1
        else: digest = node(digest, other)
        place, last = place >> 1, last >> 1
    if last: raise Bad("the path is too short", index, where)
    return digest


def proof(data, keys, where, record=None, need=True):
    head, rest = data.split(b"\n\n", 1) if b"\n\n" in data else (data, b"")
    lines = head.decode("utf-8", "replace").split("\n")
    if lines.pop(0) != "c2sp.org/tlog-proof@v1": raise Bad("not a tlog-proof", where=where)
    extra = base64.b64decode(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else None
    if not lines or not re.fullmatch("index (0|[1-9][0-9]*)", lines[0]): raise Bad("no index", where=where)
    index, path, line = int(lines[0][6:]), [base64.b64decode(text) for text in lines[1:]], record or extra
    origin, size, top, key = checkpoint(rest, keys, where, need)
    if line is None: raise Undecided("the proof carries no record: give it with --record")
    if index >= size or climb(index, size, leaf(line), path, where) != top: raise Bad("the record is not in the log at this place", index, where)
    return line, index, origin, size, top, key


def read(*path):
    with open(os.path.join(*path), "rb") as file: return file.read()


def unzstd(path):
    try:
        import zstandard
        with open(path, "rb") as file: return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read()
    except ImportError:
        try: done = subprocess.run(["zstd", "-dcq", path], capture_output=True)
        except OSError: raise Undecided("neither the module zstandard nor the program zstd is here")
        if done.returncode: raise Bad("cannot be unpacked: " + done.stderr.decode("utf-8", "replace").strip(), where=path)
        return done.stdout
    except Exception as error: raise Bad("cannot be unpacked: %s" % error, where=path)


def wal(data):
    """A header of 16 bytes, then for each record its length, a checksum, its number, and the line."""
    offset = 16
    while offset + 16 <= len(data):
        length, _, index = struct.unpack_from("<IIQ", data, offset)
        if not length or offset + 16 + length > len(data): return
        yield index, data[offset + 16 : offset + 16 + length]
        offset += 16 + length


def chain(about, given):
    """The log's keys in order, and up to which size each signs. Whoever trusts one of them can follow the statements that the
    key so far and the next both signed. Revoked keys are for `hallmark log verify` to judge."""
    keys, until = [vkey(text) for text in about["keys"]], []
    for number, statement in enumerate(about.get("rotations", [])):
        for key in keys[number : number + 2]: text, _ = note(statement.encode("utf-8"), [key], "log.json, rotations")
        lines = text.decode("utf-8").split("\n")
        if lines[:4] != ["hallmark/key-rotation/v1", about["origin"], keys[number][3], keys[number + 1][3]]: raise Bad("another rotation", where="log.json")
        until.append(int(lines[4]))
    if len(until) != len(keys) - 1: raise Bad("a key without a statement of the one before it", where="log.json")
    if given and not {key[3] for key in given} & {key[3] for key in keys}: raise Bad("signed by none of the keys that were given", where="log.json")
    return keys, until


def signer(data, keys, until, where):
    """The one key that may have signed a checkpoint of this size."""
    size = data.split(b"\n")[1] if data.count(b"\n") > 1 else b""
    if not size.isdigit(): raise Bad("not a checkpoint", where=where)
    return [keys[sum(int(size) > last for last in until)]]


def log(path, given):
    """Every record against every checkpoint that was signed; what is missing must be stated by a log.prune that is there."""
    about, roots, gaps, pruned = json.loads(read(path, "log.json")), read(path, "roots"), [], []
    keys, until = chain(about, given)
    latest = read(path, "checkpoint")
    origin, size, top, key = checkpoint(latest, signer(latest, keys, until, "checkpoint"), "checkpoint")
    history = [text + b"\n" for text in re.findall(rb"(?s)(.+?\n\n.+?\n)\n", read(path, "checkpoints"))] if os.path.exists(os.path.join(path, "checkpoints")) else []
    signed = {}
    for number, data in enumerate([text.rstrip(b"\n") + b"\n" for text in history] + [latest]):
        where = "checkpoints, the %d. note" % (number + 1) if number < len(history) else "checkpoint"
        name, count, digest, _ = checkpoint(data, signer(data, keys, until, where), where)
        if name != origin or signed.setdefault(count, digest) != digest: raise Bad("two roots for one size, or another log", count, where)
    tree, frame, next_index, good = Tree(), [], 0, 0
    def take(line):
        nonlocal next_index, good, frame
        try: value = json.loads(line)
        except ValueError: raise Bad("not a record", next_index)
        if value.get("seq") != next_index: raise Bad("record %s stands here" % value.get("seq"), next_index)
        # Beyond the checkpoint anybody could have written one.
        if value.get("kind") == "log.prune" and next_index < size: pruned.extend(value["log"]["pruned"])
        tree.append(leaf(line))
        frame, next_index = frame + [line], next_index + 1
        if next_index in signed:
            if tree.root() != signed[next_index]: raise Bad("the records are not those that were signed", good, "the checkpoint of %d records" % next_index)
            good = next_index
        if len(frame) == 256:
            place = next_index // 8 - 32
            if roots[place : place + 32] not in (b"", root(frame)): raise Bad("not what `roots` says", next_index - 256, "roots")
            frame = []
    names = sorted(name for name in os.listdir(os.path.join(path, "segments")) if re.fullmatch(r"[0-9]{20}\.jsonl\.zst", name))
    def skip(until):
        nonlocal next_index
        if frame or until % 256 or until // 8 > len(roots): raise Bad("records are missing", next_index, "segments")
        gaps.append((next_index, until))
        for place in range(next_index // 8, until // 8, 32): tree.append(roots[place : place + 32], 8)
        for count in [count for count in signed if next_index < count < until]: del signed[count]
        if until in signed and tree.root() != signed[until]: raise Bad("the hashes of what was pruned are not those that were signed", next_index, "roots")
        next_index = until
    for name in names:
        if int(name[:20]) > next_index: skip(int(name[:20]))
        if int(name[:20]) < next_index: raise Bad("overlaps the segment before", int(name[:20]), name)
        for line in unzstd(os.path.join(path, "segments", name)).splitlines(): take(line)
    for index, line in wal(read(path, "wal")):
        if index == next_index: take(line)
    if next_index < size: raise Bad("%d records are signed for, %d are here" % (size, next_index), next_index)
    for start, end in gaps:
        if not any(a <= start and end <= b for a, b in pruned): raise Bad("records are missing, and no log.prune says why", start, "segments")
    return {"kind": "log", "records": next_index - sum(b - a for a, b in gaps), "size": size, "pruned": gaps, "root": top.hex(), "origin": origin,
            "beyond_checkpoint": next_index - size, "checkpoints": len(history), "key": key}


def bundle(path, given):
    for name in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        for row in read(path, name).decode("utf-8").splitlines():
            digest, file = row.split("  ", 1)
            if ".." in file.split("/") or file.startswith("/"): raise Bad("a path that leaves the bundle", where=file)
            if not os.path.exists(os.path.join(path, file)): raise Bad("is missing", where=file)
            if hashlib.sha256(read(path, file)).hexdigest() != digest: raise Bad("was changed", where=file)
    listed = {row.split("  ", 1)[1] for row in read(path, "manifest-sha256.txt").decode("utf-8").splitlines()}
    there = {os.path.relpath(os.path.join(base, file), path) for base, _, files in os.walk(os.path.join(path, "data")) for file in files}
    if there - listed: raise Bad("is in no manifest", where=sorted(there - listed)[0])
    keys, until = chain(json.loads(read(path, "data", "log.json")), given)
    latest = read(path, "data", "checkpoint")
    if os.path.exists(os.path.join(path, "tagmanifest.note")):
        text, _ = note(read(path, "tagmanifest.note"), keys, "tagmanifest.note")
        if text != read(path, "tagmanifest-sha256.txt"): raise Bad("is signed over another manifest", where="tagmanifest.note")
    about = json.loads(read(path, "custody.json"))
    origin, size, top, key = checkpoint(latest, signer(latest, keys, until, "data/checkpoint"), "data/checkpoint")
    frames, count, before = {}, 0, -1
    if os.path.isdir(os.path.join(path, "data", "frames")):
        roots, tree = read(path, "data", "roots"), Tree()
        for name in os.listdir(os.path.join(path, "data", "frames")): frames[int(name[:20])] = read(path, "data", "frames", name).splitlines()
        for first in range(0, size - 255, 256):
            digest = roots[first // 8 : first // 8 + 32]
            if first in frames and root(frames[first]) != digest: raise Bad("not what `roots` says", first, "data/frames")
            tree.append(digest, 8)
        for line in frames.get(size - size % 256, []) if size % 256 else []: tree.append(leaf(line))
        if tree.size != size or tree.root() != top: raise Bad("the frames do not give the root that was signed", where="data/roots")
    with open(os.path.join(path, "data", "records.jsonl"), "rb") as file:
        for line in file:
            line = line.rstrip(b"\n")
            seq, count = json.loads(line)["seq"], count + 1
            if seq <= before: raise Bad("out of order", seq, "data/records.jsonl")
            before, where = seq, "data/proofs/%020d.tlog-proof" % seq
            if frames:
                lines = frames.get(seq - seq % 256, [])
                if len(lines) <= seq % 256 or lines[seq % 256] != line: raise Bad("is not in its frame", seq, "data/records.jsonl")
            else:
                # The note is the same in every proof: compared, and verified once.
                data = read(path, where)
                if not data.endswith(b"\n\n" + latest): raise Bad("another checkpoint", seq, where)
                if proof(data, [], where, line, need=False)[1] != seq: raise Bad("proves another record", seq, where)
    if count != about["counts"]["records"]: raise Bad("%d records, but custody.json counts %d" % (count, about["counts"]["records"]))
    return {"kind": "bundle", "records": count, "size": size, "root": top.hex(), "origin": origin, "key": key,
            "manifest_signed": os.path.exists(os.path.join(path, "tagmanifest.note"))}


def main(arguments):
    path, given, record = None, [], None
    while arguments:
        word = arguments.pop(0)
        if word in ("-h", "--help") or (word in ("--key", "--record") and not arguments): print(__doc__); return 2
        if word == "--key": given.append(arguments.pop(0))
        elif word == "--record": record = read(arguments.pop(0)).rstrip(b"\n")
        else: path = word
    if path is None: print(__doc__); return 2
    try:
        given = [vkey(read(text).decode("utf-8") if os.path.isfile(text) else text) for text in given]
        if os.path.isdir(path): answer = (bundle if os.path.exists(os.path.join(path, "bagit.txt")) else log)(path, given)
        else:
            line, index, origin, size, top, key = proof(read(path), given, path, record, need=bool(given))
            answer = {"kind": "proof", "index": index, "size": size, "root": top.hex(), "origin": origin, "key": key, "record": line.decode("utf-8", "replace")}
        # A key that came with what it vouches for vouches for nothing.
        verdict = "verified" if given else "inconclusive"
        answer.update(verdict=verdict, trusted=bool(given))
        if not given: answer["reason"] = "nothing is wrong, but no key from outside vouches for it: give one with --key"
    except Bad as error: verdict, answer = "failed", {"verdict": "failed", "first_bad": error.found}
    except (Undecided, OSError) as error: verdict, answer = "inconclusive", {"verdict": "inconclusive", "reason": str(error)}
    except (ValueError, KeyError, TypeError, IndexError) as error: verdict, answer = "failed", {"verdict": "failed", "first_bad": {"reason": "malformed: %s" % error}}
    print(json.dumps(answer, sort_keys=True, ensure_ascii=False))
    return {"verified": 0, "failed": 1, "inconclusive": 2}[verdict]


if __name__ == "__main__": sys.exit(main(sys.argv[1:]))

"""##
}
