"""Trees, proofs and cosignatures read by packages that know nothing of Hallmark. Problems go to standard output."""
import base64
import hashlib
import json
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion


def subproof(tree, size, start, end, is_complete):
    """SUBPROOF(m, D[n], b) of RFC 6962 over the hashes of pymerkle."""
    if size == end - start:
        return [] if is_complete else [tree._get_root(start, end)]
    split = 1
    while split * 2 < end - start:
        split *= 2
    if size <= split:
        return subproof(tree, size, start, start + split, is_complete) + [tree._get_root(start + split, end)]
    return subproof(tree, size - split, start + split, end, False) + [tree._get_root(start, start + split)]


def trees(cases):
    """Roots and proofs as pymerkle makes them; its own checks must hold of its own."""
    tree = InmemoryTree(algorithm="sha256")
    for entry in cases["entries"]:
        tree.append_entry(bytes.fromhex(entry))
    for case in cases["roots"]:
        if tree.get_root(case["size"]).hex() != case["root"]:
            yield f"root of {case['size']}"
    for case in cases["inclusion"]:
        # pymerkle counts from 1, and its path begins with the leaf itself.
        proof = tree.prove_inclusion(case["index"] + 1, case["size"])
        verify_inclusion(tree.get_leaf(case["index"] + 1), tree.get_root(case["size"]), proof)
        if proof.serialize()["path"][1:] != case["hashes"]:
            yield f"inclusion of {case['index']} in {case['size']}"
    for case in cases["consistency"]:
        proof = tree.prove_consistency(case["from"], case["to"])
        older, newer = tree.get_root(case["from"]), tree.get_root(case["to"])
        verify_consistency(older, newer, proof)
        # Its own proofs are cut finer than RFC 6962's: the hashes are what can be compared.
        if [hash.hex() for hash in subproof(tree, case["from"], 0, case["to"], True)] != case["hashes"]:
            yield f"consistency of {case['from']} and {case['to']}"


def cosigned(note, vkey):
    """The time that a witness's signature states, by C2SP tlog-cosignature word for word."""
    name, key_id, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    assert key[0] == 4 and hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id
    text, signatures = note.rsplit("\n\n", 1)
    for line in signatures.splitlines():
        dash, who, blob = line.split(" ")
        blob = base64.b64decode(blob)
        if dash == "\u2014" and who == name and blob[:4].hex() == key_id:
            (time,) = struct.unpack(">Q", blob[4:12])
            message = f"cosignature/v1\ntime {time}\n{text}\n".encode()
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(blob[12:], message)
            return time
    return None


def witnesses(cases):
    for case in cases["cosigned"]:
        try:
            time = cosigned(case["note"], case["vkey"])
        except InvalidSignature:
            time = -1
        if time != case["time"]:
            yield f"cosignature: {time} in place of {case['time']}"


def main():
    cases = json.load(sys.stdin)
    for problem in [*trees(cases), *witnesses(cases)]:
        print(problem)


main()
