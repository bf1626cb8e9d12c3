"""Checks an audit log without a line of the code that wrote it: python3 verify_log.py DIRECTORY"""
import base64, glob, hashlib, json, os, re, struct, subprocess, sys


def sha256(data):
    return hashlib.sha256(data).digest()


def root(hashes):
    if not hashes:
        return sha256(b"")
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\x01" + root(hashes[:split]) + root(hashes[split:]))


def records(directory):
    lines = []
    for name in sorted(glob.glob(os.path.join(directory, "segments", "*.zst"))):
        assert int(os.path.basename(name)[:20]) == len(lines), "a segment is missing"
        lines += subprocess.run(["zstd", "-dc", name], check=True, capture_output=True).stdout.splitlines()
    wal = open(os.path.join(directory, "wal"), "rb").read()
    offset = 16
    while offset < len(wal):
        length, _, index = struct.unpack_from("<IIQ", wal, offset)
        line = wal[offset + 16 : offset + 16 + length]
        offset += 16 + length
        if index == len(lines):
            lines.append(line)
        assert lines[index] == line, "the write-ahead log says otherwise"
    return lines


def signed_by(note, origin, vkey):
    text, signatures = note.rsplit("\n\n", 1)
    name, key_id, key = re.fullmatch(r"([^+]+)\+([0-9a-f]{8})\+(.+)", vkey).groups()
    key = base64.b64decode(key)
    assert name == origin and sha256(name.encode() + b"\n" + key)[:4].hex() == key_id, "not a key of this log"
    signature = base64.b64decode(re.match(r"— (\S+) (\S+)\n", signatures).group(2))
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return "not checked"
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], text.encode() + b"\n")
    return "good"


log = json.load(open(os.path.join(sys.argv[1], "log.json"), encoding="utf-8"))
note = open(os.path.join(sys.argv[1], "checkpoint"), encoding="utf-8").read()
origin, size, signed = note.split("\n")[:3]
lines = records(sys.argv[1])
assert all(json.loads(line)["seq"] == index for index, line in enumerate(lines)), "a record is not in its place"
hashes = [sha256(b"\x00" + line) for line in lines]
assert root(hashes[: int(size)]) == base64.b64decode(signed), "the records are not those that were signed"
frames = b"".join(root(hashes[i : i + 256]) for i in range(0, len(lines) - 255, 256))
assert frames.startswith(open(os.path.join(sys.argv[1], "roots"), "rb").read()), "roots"
print(json.dumps({"size": int(size), "records": len(lines), "root": root(hashes).hex(), "origin": origin,
                  "signature": signed_by(note, log["origin"], log["keys"][-1])}))
