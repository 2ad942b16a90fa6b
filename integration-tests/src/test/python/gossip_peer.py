#!/usr/bin/env python3
"""A peer of a gossip node, written from docs/wire-format.md alone.

It keeps one secure link, which it dials or accepts, and relays nothing. Run it with python3 -u: it
reads commands (publish TEXT, publish-large LETTER BYTES, close), and writes what happens. It sends
datagrams of at most 1200 bytes, and takes larger ones. Needs python3-cryptography 38.
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

from gossip_data import Arrivals, Bad, Outgoing, Reassemblies, acknowledged, field, fields
from gossip_secure import CIPHERS, HEAD, Handshake, Key, Session

INIT, RETRY, ANSWER, FINISH, DATA, PING, PONG, CLOSE, RESET, NOTE = range(1, 11)
SIZES = {INIT: 68, RETRY: 32, ANSWER: 128, FINISH: 88, RESET: 12, NOTE: 13}
HELLO, PAYLOAD, ANNOUNCEMENT, REQUEST, NETWORK = 1, 2, 7, 8, b"gossip"
BASE, MAX_DATAGRAM = 1200, 65507
# The largest frame that needs no fragments, and the largest that needs no announcement.
BASE_FRAME, LARGE_FRAME = BASE - 20 - 16 - 3, 8192
LARGEST = MAX_DATAGRAM.to_bytes(2, "big")


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
        self.arrivals, self.outgoing, self.reassemblies = Arrivals(), Outgoing(), Reassemblies()
        # Large messages: bodies of payload frames to send on request, by id.
        self.offers = {}

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
                for key, _ in selector.select(0.01):
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
        elif line.startswith("publish-large "):
            _, letter, count = line.split()
            self.publish(letter.encode() * int(count))
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
        if self.session and not self.is_done:
            self.send_data(now)

    def send_data(self, now):
        while (part := self.outgoing.next(now)) is not None:
            self.send_packet(part)
            self.outgoing.under_way[self.session.sent] = now, part
        if now >= self.arrivals.due_at:
            self.send_packet(b"")

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
                body = self.session.open(datagram)
                self.on_packet(kind, int.from_bytes(datagram[12:20], "big") % 2**40, body)
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

    def on_packet(self, kind, number, body):
        now = time.monotonic()
        self.finish, self.down_at = None, now + 6
        packet = fields(body) if kind == DATA else []
        # Frames; or what the other end sends again: fragments, and padding.
        soon = any(name in (3, 4) for name, _ in packet)
        has_frames = any(name == 1 for name, _ in packet)
        asks = soon or has_frames and not dict(packet).get(5, 0)
        self.arrivals.add(number, now, asks, soon)
        if kind == PING:
            self.send_sealed(PONG, body)
        elif kind == CLOSE:
            close = dict(fields(body))
            print("closed", close.get(2, b"").decode())
            if 3 in close:
                why = dict(fields(close[3]))
                print("discouraged", why[1].decode(), why[2], why.get(3, 0))
            self.is_done = True
        elif kind == DATA:
            for name, value in packet:
                if name == 1 and value:
                    self.on_frame(value[0], dict(fields(value[1:])))
                elif name == 2:
                    highest, ranges = acknowledged(dict(fields(value)))
                    if highest > self.session.sent:
                        raise Bad("an acknowledgement of a number that was never sent")
                    self.outgoing.on_acks(ranges)
                elif name == 3:
                    self.on_fragment(dict(fields(value)))
                elif name == 4:
                    print("probe", len(body) + 36)

    def on_fragment(self, values):
        number, name, size = values.get(5, 0), values.get(1, b""), values.get(2, 0)
        offset, data = values.get(3, 0), values.get(4, b"")
        frame = self.reassemblies.add(number, name, size, offset, data)
        if frame:
            print("reassembled", len(frame))
            self.on_frame(frame[0], dict(fields(frame[1:])))

    def say_hello(self, answer_me):
        hello = field(1, NETWORK) + field(2, 2) + field(3, field(1, b"relay.flooding"))
        hello += field(3, field(1, b"membership.configured") + field(2, 1))
        hello += field(4, b"signing.none") + field(5, int(self.heard_hello))
        self.send_frame(HELLO, hello + field(6, int(answer_me)))

    def send_packet(self, rest):
        """Sends data, with an acknowledgement if there is something to acknowledge and room."""
        acks = self.arrivals.acks(time.monotonic()) if len(rest) < BASE - 36 - 128 else b""
        self.send_sealed(DATA, acks + rest)

    def send_frame(self, kind, body):
        frame = bytes([kind]) + body
        if len(frame) <= BASE_FRAME:
            self.send_packet(field(1, frame))
        else:
            self.outgoing.add(frame)

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
        if kind == ANNOUNCEMENT and self.is_up:
            self.on_announcement(values.get(1, b""))
        elif kind == REQUEST and values.get(1) in self.offers:
            print("request", values[1].hex())
            self.send_frame(PAYLOAD, self.offers.pop(values[1]))
        content = values.get(2)
        if self.is_up and kind == PAYLOAD and content and id_of(content) not in self.known:
            self.known.add(id_of(content))
            print("message", id_of(content), dict(fields(content)).get(6, b"").decode())

    def on_announcement(self, message):
        if len(message) != 32:
            raise Bad("an id of another size")
        # It is repeated if the request gets lost.
        if message.hex() not in self.known:
            print("announced", message.hex())
            self.send_frame(REQUEST, field(1, message))

    def publish(self, text):
        content = field(2, b"main") + b"\x19" + os.urandom(8)
        content += field(4, int(time.time() * 1000)) + field(5, 300000) + field(6, text)
        print("published", id_of(content))
        self.known.add(id_of(content))
        payload = field(2, content)
        if len(payload) < LARGE_FRAME:
            self.send_frame(PAYLOAD, payload)
        else:
            message = bytes.fromhex(id_of(content))
            self.offers[message] = payload
            self.send_frame(ANNOUNCEMENT, field(1, message) + field(2, 1 + len(payload)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A peer of a gossip node.")
    parser.add_argument("--dial", type=int, help="a port; without it, the peer waits for a dial")
    parser.add_argument("--cipher", choices=["aes", "chacha20"], default="aes")
    parser.add_argument("--rekey-after", type=float, default=600, help="seconds")
    Peer(parser.parse_args()).run()
