"""Opens a record's excerpts and seals others, on PyPI's cryptography alone.

One JSON object on standard input: {record, origin, key: {id, private, public} (hexadecimal), text}. Answers
{opened, excerpts}, the second sealed to the same key for the same record."""
import base64, json, os, sys, warnings

warnings.simplefilter("ignore")
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

asked = json.load(sys.stdin)
record, key = asked["record"], asked["key"]
suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
info = "".join(line + "\n" for line in ["hallmark/excerpt/v1", asked["origin"], record["id"], key["id"]]).encode()
private = X25519PrivateKey.from_private_bytes(bytes.fromhex(key["private"]))
nonce = bytes(12)

mine = next(one for one in record["excerpts"]["to"] if one["key"] == key["id"])
once = suite.decrypt(base64.b64decode(mine["sealed"]), private, info)
opened = ChaCha20Poly1305(once).decrypt(nonce, base64.b64decode(record["excerpts"]["sealed"]), b"")

once = os.urandom(32)
public = X25519PublicKey.from_public_bytes(bytes.fromhex(key["public"]))
sealed = {
    "suite": record["excerpts"]["suite"],
    "to": [{"key": key["id"], "sealed": base64.b64encode(suite.encrypt(once, public, info)).decode()}],
    "sealed": base64.b64encode(ChaCha20Poly1305(once).encrypt(nonce, asked["text"].encode(), b"")).decode(),
}
print(json.dumps({"opened": opened.decode(), "excerpts": sealed}))
