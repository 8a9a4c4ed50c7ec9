#!/usr/bin/env python3
"""Verifies a proof that "atedb prove" or Chain.proof made, with nothing but the server's identity.

    verify_proof.py FILE FINGERPRINT

FINGERPRINT is the server's: 64 hexadecimal digits, as "atedb solo" prints them behind the # of its address. Ends with 0
and says what is proven, or with 1 and why nothing is. Knows nothing of ATE but doc/format.md. Needs Python 3.9, and
signatures.py beside it.
"""

import hashlib
import json
import re
import sys
from datetime import datetime, timezone

from signatures import ed25519_holds, ml_dsa_65_holds

FIELDS = ["format", "chain", "object", "version", "facts", "seal", "hash", "path", "head", "server"]
HEAD_FIELDS = ["epoch", "size", "root", "time", "signature"]
BUNDLE = 3202  # u8 signature suite, u8 KEM suite, Ed25519 (32), ML-DSA-65 (1952), X-Wing (1216)
SIGNATURE = 64 + 3309


class Refused(Exception):
    pass


def demand(holds, otherwise):
    if not holds:
        raise Refused(otherwise)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u32(number):
    return number.to_bytes(4, "big")


def u64(number):
    demand(type(number) is int and 0 <= number < 1 << 63, "a number is none")
    return number.to_bytes(8, "big")


def raw(text, length=None):
    """The bytes of lower-case hexadecimal digits: there is one way to write them."""
    demand(isinstance(text, str) and re.fullmatch(r"([0-9a-f]{2})*", text), "bytes are not in hexadecimal digits")
    demand(length is None or len(text) == 2 * length, "bytes are more or fewer than they should be")
    return bytes.fromhex(text)


def root_of(leaf, index, size, path):
    """The root of the tree that the path leads to (RFC 9162, section 2.1.3.2)."""
    demand(index < size, "the history ends before the event")
    last = size - 1
    node = leaf
    for sibling in path:
        demand(last > 0, "the path is too long")
        if index % 2 == 1 or index == last:
            node = sha256(b"\x01", raw(sibling, 32), node)
            while index % 2 == 0 and index != 0:
                index, last = index // 2, last // 2
        else:
            node = sha256(b"\x01", node, raw(sibling, 32))
        index, last = index // 2, last // 2
    demand(last == 0, "the path is too short")
    return node


def demand_signed(bundle, label, digest, signature):
    """Both families sign the same: their suite, what for, and a digest."""
    message = b"ate/signature/1" + bundle[:1] + u32(len(label)) + label + digest
    holds = (ed25519_holds(bundle[2:34], message, signature[:64])
             and ml_dsa_65_holds(bundle[34:1986], message, signature[64:]))
    demand(holds, "the server has not signed this history")


def verify(text, fingerprint):
    proof = json.loads(text)
    demand(isinstance(proof, dict) and list(proof) == FIELDS, "the fields are not those of a proof")
    head = proof["head"]
    demand(isinstance(head, dict) and list(head) == HEAD_FIELDS, "the fields are not those of a head")
    demand(json.dumps(proof, separators=(",", ":")) + "\n" == text, "the text is not as proofs are written")
    demand(proof["format"] == "ate/proof/1", "the format is not known here")
    bundle = raw(proof["server"], BUNDLE)
    demand(bundle[:1] == b"\x01", "the suite of the server's signatures is not known here")
    demand(sha256(b"ate/keys/1", u32(BUNDLE), bundle).hex() == fingerprint, "the server is another one")
    chain, facts, seal = raw(proof["chain"], 32), raw(proof["facts"]), raw(proof["seal"])
    demand(facts[2:18] == raw(proof["object"], 16), "the event is of another object")
    event = sha256(b"ate/event/1", chain, u32(len(facts)), facts, u32(len(seal)), seal)
    demand(event == raw(proof["hash"], 32), "the hash is of another event")
    u64(proof["version"])
    demand(proof["version"] > 0 and isinstance(proof["path"], list), "there is no such place")
    root = root_of(sha256(b"\x00", event), proof["version"] - 1, head["size"], proof["path"])
    demand(root == raw(head["root"], 32), "the event is not at that place of the history")
    digest = sha256(b"ate/head/1", chain, u64(head["epoch"]), u64(head["size"]), root, u64(head["time"]))
    demand_signed(bundle, b"ate/head/1", digest, raw(head["signature"], SIGNATURE))
    signed = datetime.fromtimestamp(head["time"] / 1000, timezone.utc).isoformat()
    return (f"object {proof['object']} of chain {proof['chain']} has version {proof['version']} in the history of "
            f"{head['size']} events that the server signed at {signed}")


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="ascii", newline="") as file:
            print(verify(file.read(), arguments[1]))
        return 0
    except (Refused, ValueError, TypeError, RecursionError) as refused:
        print(f"refused: {refused}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
