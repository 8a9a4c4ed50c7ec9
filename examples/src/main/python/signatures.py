"""Verifies the two kinds of signatures that ATE makes, by their standards and with Python's own library alone: slow, and
no secret goes through it. Each function tells whether the signature holds."""

import hashlib

# --- Ed25519 (RFC 8032): the curve -x² + y² = 1 + D·x²·y² over the numbers modulo P; points are (x·z, y·z, z, x·y·z)

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0])
    b = (one[1] + one[0]) * (other[1] + other[0])
    c, d = 2 * one[3] * other[3] * D, 2 * one[2] * other[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    product = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            product = add(product, point)
        point, scalar = add(point, point), scalar >> 1
    return product


def point_of(encoded):
    y = int.from_bytes(encoded, "little")
    odd, y = y >> 255, y & (1 << 255) - 1
    squared = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(squared, (P + 3) // 8, P)
    if (x * x - squared) % P != 0:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - squared) % P != 0 or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519_holds(key, message, signature):
    public, nonce = point_of(key), point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or nonce is None or scalar >= ORDER or len(signature) != 64:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(scalar, BASE), add(nonce, times(hashed, public))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


# --- ML-DSA-65 (FIPS 204, algorithms 3 and 8): polynomials are lists of 256 numbers modulo Q

Q, DROPPED, ONES, RANGE, LOW = 8380417, 13, 49, 1 << 19, 261888
ROWS, COLUMNS, HINTS, CHALLENGE = 6, 5, 55, 48
ZETAS = [pow(1753, int(f"{i:08b}"[::-1], 2), Q) for i in range(256)]


def ntt(poly):
    poly, at, half = list(poly), 0, 128
    while half >= 1:
        for start in range(0, 256, 2 * half):
            at += 1
            for j in range(start, start + half):
                turned = ZETAS[at] * poly[j + half]
                poly[j], poly[j + half] = (poly[j] + turned) % Q, (poly[j] - turned) % Q
        half //= 2
    return poly


def inverse_ntt(poly):
    poly, at, half = list(poly), 256, 1
    while half < 256:
        for start in range(0, 256, 2 * half):
            at -= 1
            for j in range(start, start + half):
                one, other = poly[j], poly[j + half]
                poly[j], poly[j + half] = (one + other) % Q, ZETAS[at] * (other - one) % Q
        half *= 2
    return [each * 8347681 % Q for each in poly]


def bits(data, width):
    whole = int.from_bytes(data, "little")
    return [whole >> width * i & (1 << width) - 1 for i in range(256)]


def uniform(seed):
    stream = hashlib.shake_128(seed).digest(3 * 512)
    numbers = (int.from_bytes(stream[i:i + 3], "little") & 0x7fffff for i in range(0, len(stream), 3))
    return [each for each in numbers if each < Q][:256]  # too few of 512 never come


def ball(seed):
    stream = hashlib.shake_256(seed).digest(2048)
    signs, at, poly = int.from_bytes(stream[:8], "little"), 8, [0] * 256
    for i in range(256 - ONES, 256):
        while stream[at] > i:
            at += 1
        poly[i], poly[stream[at]] = poly[stream[at]], Q - 1 if signs & 1 else 1
        at, signs = at + 1, signs >> 1
    return poly


def hints_of(encoded):
    hints, at = [], 0
    for end in encoded[HINTS:]:
        places = list(encoded[at:end])
        if not at <= end <= HINTS or places != sorted(set(places)):
            return None
        hints.append(set(places))
        at = end
    return None if any(encoded[at:HINTS]) else hints


def high(number, hinted):
    low = number % (2 * LOW)
    low = low - 2 * LOW if low > LOW else low
    top = (number - low) // (2 * LOW)
    if number - low == Q - 1:
        top, low = 0, low - 1
    return (top + (1 if low > 0 else -1) if hinted else top) % 16


def ml_dsa_65_holds(key, message, signature):
    if len(key) != 32 + 320 * ROWS or len(signature) != CHALLENGE + 640 * COLUMNS + HINTS + ROWS:
        return False
    answers = [[RANGE - each for each in bits(signature[at:at + 640], 20)]
               for at in range(CHALLENGE, CHALLENGE + 640 * COLUMNS, 640)]
    hints = hints_of(signature[CHALLENGE + 640 * COLUMNS:])
    if hints is None or any(abs(each) >= RANGE - 4 * ONES for poly in answers for each in poly):
        return False
    hashed = hashlib.shake_256(hashlib.shake_256(key).digest(64) + b"\x00\x00" + message).digest(64)
    challenge, turned = ntt(ball(signature[:CHALLENGE])), [ntt(poly) for poly in answers]
    packed = b""
    for row in range(ROWS):
        target = ntt([each << DROPPED for each in bits(key[32 + 320 * row:352 + 320 * row], 10)])
        total = [-one * other for one, other in zip(challenge, target)]
        for column in range(COLUMNS):
            random = uniform(key[:32] + bytes([column, row]))
            total = [so_far + one * other for so_far, one, other in zip(total, random, turned[column])]
        tops = [high(each, i in hints[row]) for i, each in enumerate(inverse_ntt([each % Q for each in total]))]
        packed += bytes(one | other << 4 for one, other in zip(tops[::2], tops[1::2]))
    return hashlib.shake_256(hashed + packed).digest(CHALLENGE) == signature[:CHALLENGE]
