"""Handshakes and sessions of secure links, written from docs/wire-format.md alone."""

import hashlib
import hmac
import time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gossip_data import Bad

HEAD, WINDOW = b"Go\x02", 1024
CIPHERS = {1: AESGCM, 2: ChaCha20Poly1305}


def expand(key, label):
    return hmac.digest(key, label + b"\x01", "sha256")


def unseal(aead, number, sealed, associated):
    try:
        return aead.decrypt(number.to_bytes(12, "big"), sealed, associated)
    except InvalidTag:
        raise Bad("not authentic") from None


class Key:
    def __init__(self, secret):
        self.pair = X25519PrivateKey.from_private_bytes(secret)
        self.public = self.pair.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def agree(self, theirs):
        if int.from_bytes(theirs, "little") >= 2**255 - 19:
            raise Bad("a key that is not in its only form")
        try:
            return self.pair.exchange(X25519PublicKey.from_public_bytes(theirs))
        except ValueError:  # The agreement is zero.
            raise Bad("a key of low order") from None


class Handshake:
    """What both ends calculate from the messages of Noise_XX_25519_AESGCM_SHA256."""

    def __init__(self, init):
        self.chaining = self.hash = b"Noise_XX_25519_AESGCM_SHA256".ljust(32, b"\0")
        self.key, self.nonce = None, 0
        for data in (b"gossip-udp 2" + init[4:16], init[36:], b""):
            self.mix_hash(data)

    def mix_hash(self, data):
        self.hash = hashlib.sha256(self.hash + data).digest()

    def two_keys(self, material):
        secret = hmac.digest(self.chaining, material, "sha256")
        first = expand(secret, b"")
        return first, hmac.digest(secret, first + b"\x02", "sha256")

    def mix_key(self, agreement):
        self.chaining, self.key = self.two_keys(agreement)
        self.nonce = 0

    def seal(self, plain):
        sealed = AESGCM(self.key).encrypt(self.nonce.to_bytes(12, "big"), plain, self.hash)
        self.nonce += 1
        self.mix_hash(sealed)
        return sealed

    def open(self, sealed):
        plain = unseal(AESGCM(self.key), self.nonce, sealed, self.hash)
        self.nonce += 1
        self.mix_hash(sealed)
        return plain

    def write_2(self, node, ephemeral, dialer_ephemeral, payload):
        self.mix_hash(ephemeral.public)
        self.mix_key(ephemeral.agree(dialer_ephemeral))
        sealed = self.seal(node.public)
        self.mix_key(node.agree(dialer_ephemeral))
        return ephemeral.public + sealed + self.seal(payload)

    def read_2(self, ephemeral, message):
        """Returns the acceptor's ephemeral key, its id and the payload."""
        theirs = message[:32]
        self.mix_hash(theirs)
        self.mix_key(ephemeral.agree(theirs))
        peer = self.open(message[32:80])
        self.mix_key(ephemeral.agree(peer))
        return theirs, peer, self.open(message[80:])

    def write_3(self, node, acceptor_ephemeral, payload):
        sealed = self.seal(node.public)
        self.mix_key(node.agree(acceptor_ephemeral))
        return sealed + self.seal(payload)

    def read_3(self, ephemeral, message):
        """Returns the dialer's id and the payload."""
        peer = self.open(message[:48])
        self.mix_key(ephemeral.agree(peer))
        return peer, self.open(message[48:])

    def traffic_keys(self):
        """The keys of epoch 0, first that from dialer to acceptor."""
        root = hmac.digest(self.hash, b"".join(self.two_keys(b"")), "sha256")
        return expand(root, b"gossip-udp 2 dialer"), expand(root, b"gossip-udp 2 acceptor")


class Session:
    def __init__(self, keys, cipher, is_dialer, rekey_after):
        self.cipher, self.rekey_after, self.epoch_began = cipher, rekey_after, time.monotonic()
        ours, theirs = keys if is_dialer else keys[::-1]
        # An epoch and its key.
        self.sending, self.receiving, self.previous = (0, ours), (0, theirs), None
        self.sent, self.stepped, self.seen = 0, 0, {0}

    def next(self, direction):
        return direction[0] + 1, expand(direction[1], b"gossip-udp 2 rekey")

    def seal(self, kind, connection_id, body):
        if time.monotonic() - self.epoch_began >= self.rekey_after:
            self.sending, self.epoch_began = self.next(self.sending), time.monotonic()
        self.sent += 1
        number = self.sending[0] << 40 | self.sent
        head = HEAD + bytes([kind]) + connection_id + number.to_bytes(8, "big")
        return head + self.cipher(self.sending[1]).encrypt(number.to_bytes(12, "big"), body, head)

    def open(self, datagram):
        number = int.from_bytes(datagram[12:20], "big")
        counter, ahead = number % 2**40, (number >> 40) - self.receiving[0]
        if counter in self.seen or counter <= max(self.seen) - WINDOW:
            raise Bad("a repeated or old packet")
        if ahead not in (-1, 0, 1) or ahead == -1 and time.monotonic() - self.stepped > 3:
            raise Bad("a packet of another epoch")
        key = {-1: self.previous, 0: self.receiving}.get(ahead) or self.next(self.receiving)
        body = unseal(self.cipher(key[1]), number, datagram[20:], datagram[:20])
        if ahead == 1:
            self.previous, self.receiving, self.stepped = self.receiving, key, time.monotonic()
        lowest = max(counter, *self.seen) - WINDOW
        self.seen = {n for n in self.seen | {counter} if n > lowest}
        return body
