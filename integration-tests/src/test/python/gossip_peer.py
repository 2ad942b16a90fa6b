#!/usr/bin/env python3
"""A peer of a gossip node, written from docs/wire-format.md alone.

It keeps one secure link, which it dials or accepts, and relays nothing. Run it with python3 -u: it
reads commands (publish TEXT, close), and writes what happens. Needs python3-cryptography 38.
"""

import argparse
import copy
import hashlib
import hmac
import os
import selectors
import socket
import sys
import time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HEAD = b"Go\x02"
INIT, RETRY, ANSWER, FINISH, DATA, PING, PONG, CLOSE, RESET, NOTE = range(1, 11)
SIZES = {INIT: 68, RETRY: 32, ANSWER: 128, FINISH: 88, RESET: 12, NOTE: 13}
CIPHERS = {1: AESGCM, 2: ChaCha20Poly1305}
HELLO, PAYLOAD, WINDOW, MAX_DATAGRAM, NETWORK = 1, 2, 1024, 1200, b"gossip"
LARGEST = MAX_DATAGRAM.to_bytes(2, "big")


class Bad(Exception):
    """A datagram that is to be dropped."""


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


def varint(value):
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + varint(value >> 7)


def field(number, value):
    """A protobuf field of bytes, or of a number; nothing for an empty or zero value."""
    if isinstance(value, bytes):
        return varint(number << 3 | 2) + varint(len(value)) + value if value else b""
    return varint(number << 3) + varint(value) if value else b""


def read_varint(data):
    """Returns the number at the start, and the rest."""
    for i, byte in enumerate(data):
        if byte < 0x80:
            return sum((data[k] & 0x7F) << 7 * k for k in range(i + 1)), data[i + 1 :]
    raise Bad("a number that is cut")


def fields(data):
    """Returns the number and value of each protobuf field."""
    found = []
    while data:
        tag, data = read_varint(data)
        if tag & 7 == 0:
            value, data = read_varint(data)
        else:
            fixed = {1: 8, 5: 4}.get(tag & 7, -1)
            size, data = read_varint(data) if tag & 7 == 2 else (fixed, data)
            if not 0 <= size <= len(data):
                raise Bad("a field that is cut, or of an unknown type")
            value, data = data[:size], data[size:]
        found.append((tag >> 3, value))
    return found


def id_of(content):
    return hashlib.sha256(b"gossip message id v1\0" + NETWORK + b"\0" + content).hexdigest()


class Peer:
    def __init__(self, args):
        self.args = args
        self.node, self.instance, self.secret = Key(os.urandom(32)), os.urandom(8), os.urandom(32)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.dial = self.accept = self.session = self.finish = self.own_id = None
        self.is_up = self.heard_hello = self.is_done = False
        self.next_at, self.down_at, self.epochs, self.known = 0, 0, (0, 0), set()

    def send(self, datagram, to=None):
        self.socket.sendto(datagram, to or self.remote)

    def run(self):
        print("id", self.node.public.hex())
        print("port", self.socket.getsockname()[1])
        if self.args.dial:
            self.start_dial(("127.0.0.1", self.args.dial))
        lines = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(sys.stdin, selectors.EVENT_READ)
            while not self.is_done:
                for key, _ in selector.select(0.05):
                    if key.fileobj is self.socket:
                        self.receive(*self.socket.recvfrom(65536))
                        continue
                    received = os.read(sys.stdin.fileno(), 4096)
                    self.is_done = not received
                    *complete, lines = (lines + received).split(b"\n")
                    for line in complete:
                        self.command(line.decode())
                self.tick(time.monotonic())

    def command(self, line):
        if line.startswith("publish "):
            self.publish(line[8:].encode())
        elif line == "close" and self.session:
            self.send_sealed(CLOSE, field(1, 1) + field(2, b"the peer stopped"))
            self.is_done = True

    def tick(self, now):
        if self.down_at and now >= self.down_at:
            print("down", "nobody answers")
            self.is_done = True
        elif now >= self.next_at:
            self.next_at = now + 0.25
            if self.finish:
                self.send(self.finish)
            if self.dial:
                self.send(self.dial[1])
            elif self.session and not self.is_up:
                self.say_hello(True)
            elif self.session and self.down_at - now < 4:
                self.send_sealed(PING, os.urandom(8))
                self.next_at = now + 0.5

    def receive(self, datagram, source):
        try:
            kind = datagram[3] if datagram[:3] == HEAD and len(datagram) <= MAX_DATAGRAM else 0
            if len(datagram) != SIZES.get(kind, len(datagram)):
                raise Bad("a datagram of another size")
            is_own = datagram[4:12] == self.own_id
            if kind == INIT:
                self.on_init(datagram, source)
            elif kind == RETRY and self.dial and is_own:
                self.dial[1][16:36] = datagram[12:]
                self.send(self.dial[1])
            elif kind == ANSWER and self.dial and is_own:
                self.on_answer(datagram)
            elif kind == FINISH and is_own and source == self.remote:
                self.on_finish(datagram)
            elif DATA <= kind <= CLOSE and self.session and source == self.remote and is_own:
                self.on_packet(kind, self.session.open(datagram))
            elif kind == RESET and self.session and datagram[4:12] == self.their_id:
                # A hint, so the answer to a ping decides.
                self.down_at = min(self.down_at, time.monotonic() + 1)
                self.send_sealed(PING, os.urandom(8))
            elif kind == NOTE:
                print("note", datagram[12])
        except Bad as bad:
            print("dropped", bad)

    def start_dial(self, to):
        self.remote, self.own_id = to, os.urandom(8)
        flags, ephemeral = int(self.args.cipher == "aes"), Key(os.urandom(32))
        init = HEAD + bytes([INIT, 1, 1, 1, flags]) + self.own_id + bytes(20) + ephemeral.public
        self.dial = ephemeral, bytearray(init)
        self.down_at = time.monotonic() + 2

    def on_answer(self, answer):
        ephemeral, init = self.dial
        handshake = Handshake(bytes(init))
        theirs, peer, payload = handshake.read_2(ephemeral, answer[12:])
        if not any(payload[:8]) or payload[18] not in CIPHERS:
            raise Bad("an answer that makes no sense")
        self.their_id = payload[:8]
        message_3 = handshake.write_3(self.node, theirs, self.instance + LARGEST + bytes(2))
        self.finish = HEAD + bytes([FINISH]) + self.their_id + message_3
        self.dial = self.send(self.finish)
        self.link_up(handshake, peer, payload[18], True)

    def cookie(self, init, source):
        address = socket.inet_aton(source[0]) + source[1].to_bytes(2, "big")
        blank = init[:16] + bytes(20) + init[36:]
        return bytes(4) + hmac.digest(self.secret, address + blank, "sha256")[:16]

    def on_init(self, init, source):
        if init[4:7] != b"\x01\x01\x01":
            self.send(HEAD + bytes([NOTE]) + init[8:16] + b"\x01", source)
        elif not hmac.compare_digest(init[16:36], self.cookie(init, source)):
            self.send(HEAD + bytes([RETRY]) + init[8:16] + self.cookie(init, source), source)
        elif self.accept and (self.accept[0], self.remote) == (init, source):
            self.send(self.accept[1])
        elif not self.session and not self.dial:
            self.remote, self.own_id, self.their_id = source, os.urandom(8), init[8:16]
            cipher = 1 if self.args.cipher == "aes" and init[7] & 1 else 2
            payload = self.own_id + self.instance + LARGEST + bytes([cipher, 0])
            handshake, ephemeral = Handshake(init), Key(os.urandom(32))
            message_2 = handshake.write_2(self.node, ephemeral, init[36:], payload)
            answer = HEAD + bytes([ANSWER]) + self.their_id + message_2
            self.accept = init, answer, handshake, ephemeral, cipher
            self.send(answer)

    def on_finish(self, finish):
        if self.session:
            self.send_sealed(PONG, bytes(8))
        elif self.accept:
            _, _, prepared, ephemeral, cipher = self.accept
            handshake = copy.copy(prepared)
            peer, payload = handshake.read_3(ephemeral, finish[12:])
            if payload[11]:
                print("refused", payload[11])
                self.accept = None
            else:
                self.link_up(handshake, peer, cipher, False)

    def link_up(self, handshake, peer, cipher, is_dialer):
        arguments = handshake.traffic_keys(), CIPHERS[cipher], is_dialer, self.args.rekey_after
        self.session = Session(*arguments)
        self.down_at = time.monotonic() + (1 if is_dialer else 6)
        print("link", peer.hex(), {1: "aes", 2: "chacha20"}[cipher])
        self.say_hello(True)

    def send_sealed(self, kind, body):
        self.send(self.session.seal(kind, self.their_id, body))
        if self.epochs != (self.session.sending[0], self.session.receiving[0]):
            self.epochs = self.session.sending[0], self.session.receiving[0]
            print("epochs", *self.epochs)

    def on_packet(self, kind, body):
        self.finish, self.down_at = None, time.monotonic() + 6
        if kind == PING:
            self.send_sealed(PONG, body)
        elif kind == CLOSE:
            print("closed", dict(fields(body)).get(2, b"").decode())
            self.is_done = True
        elif kind == DATA:
            for number, frame in fields(body):
                if number == 1 and frame:
                    self.on_frame(frame[0], dict(fields(frame[1:])))

    def say_hello(self, answer_me):
        hello = field(1, NETWORK) + field(2, 2) + field(3, field(1, b"relay.flooding"))
        hello += field(3, field(1, b"membership.configured") + field(2, 1))
        hello += field(4, b"signing.none") + field(5, int(self.heard_hello))
        self.send_frame(HELLO, hello + field(6, int(answer_me)))

    def send_frame(self, kind, body):
        self.send_sealed(DATA, field(1, bytes([kind]) + body))

    def on_frame(self, kind, values):
        if kind == HELLO:
            if values.get(1) != NETWORK or values.get(2) != 2:
                raise Bad("a HELLO of another network or version")
            self.heard_hello = True
            if values.get(6):
                self.say_hello(False)
        if self.heard_hello and not self.is_up and (kind != HELLO or values.get(5)):
            self.is_up = True
            print("peer")
        content = values.get(2)
        if self.is_up and kind == PAYLOAD and content and id_of(content) not in self.known:
            self.known.add(id_of(content))
            print("message", id_of(content), dict(fields(content)).get(6, b"").decode())

    def publish(self, text):
        content = field(2, b"main") + b"\x19" + os.urandom(8)
        content += field(4, int(time.time() * 1000)) + field(5, 300000) + field(6, text)
        print("published", id_of(content))
        self.send_frame(PAYLOAD, field(2, content))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A peer of a gossip node.")
    parser.add_argument("--dial", type=int, help="a port; without it, the peer waits for a dial")
    parser.add_argument("--cipher", choices=["aes", "chacha20"], default="aes")
    parser.add_argument("--rekey-after", type=float, default=600, help="seconds")
    Peer(parser.parse_args()).run()
