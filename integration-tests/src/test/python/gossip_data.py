"""The bodies of data datagrams, written from docs/wire-format.md alone."""

import hashlib

# The data of a fragment that fits any datagram.
PART, MAX_FRAME = 1024, 2**20 + 2**12


class Bad(Exception):
    """A datagram that is to be dropped."""


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


class Arrivals:
    """Which datagrams of the other end to acknowledge, and when."""

    def __init__(self):
        self.arrived, self.waiting, self.due_at = {}, 0, float("inf")

    def add(self, number, now, asks, soon):
        has_gap = self.arrived and number > max(self.arrived) + 1
        self.arrived[number] = now
        lowest = max(self.arrived) - 512
        self.arrived = {n: at for n, at in self.arrived.items() if n > lowest}
        if asks:
            self.waiting += 1
            self.due_at = min(self.due_at, now + (0.01 if soon else 0.1))
        if self.waiting >= 8 or self.waiting and has_gap:
            self.due_at = now

    def acks(self, now):
        """The field of a Packet; nothing if no datagram waits for an acknowledgement."""
        if not self.waiting:
            return b""
        self.waiting, self.due_at = 0, float("inf")
        highest, runs = max(self.arrived), [0]
        for number in range(highest, min(self.arrived) - 1, -1):
            if (number in self.arrived) != len(runs) % 2:
                runs.append(0)
            runs[-1] += 1
        delay = int((now - self.arrived[highest]) * 1_000_000)
        packed = b"".join(varint(run) for run in runs[:65])
        return field(2, field(1, highest) + field(2, delay) + field(3, packed))


def acknowledged(acks):
    """The ranges of numbers in an acknowledgement, the highest first."""
    highest, runs = acks.get(1, 0), acks.get(3, b"")
    found, high, is_arrived = [], highest, True
    while runs:
        run, runs = read_varint(runs)
        if not run:
            raise Bad("an empty run")
        if is_arrived:
            found.append(range(high - run + 1, high + 1))
        high, is_arrived = high - run, not is_arrived
    if not found or high < 0:
        raise Bad("an acknowledgement of nothing")
    return highest, found


def hash_of(frame):
    return hashlib.sha256(frame).digest()[:16]


class Reassembly:
    """A frame of which some parts have arrived."""

    def __init__(self, size):
        self.size, self.parts, self.units = size, {}, set()

    def add(self, offset, data):
        """Returns whether all parts are there."""
        end = offset + len(data)
        if offset % 256 or not data or end > self.size or len(data) % 256 and end != self.size:
            raise Bad("a fragment that breaks the rules")
        units = set(range(offset // 256, (end + 255) // 256))
        if not units & self.units:
            self.parts[offset] = data
            self.units |= units
        elif not units <= self.units:
            raise Bad("a fragment that overlaps")
        return len(self.units) == (self.size + 255) // 256

    def frame(self):
        return b"".join(data for _, data in sorted(self.parts.items()))


class Reassemblies:
    """The frames of which some parts have arrived, by number and hash; None for one that is complete."""

    def __init__(self):
        self.frames = {}

    def add(self, number, name, size, offset, data):
        """Returns the frame, if this was its last part."""
        if len(name) != 16 or not 0 < size <= MAX_FRAME or not 0 < number < 2**32:
            raise Bad("a fragment without a number or hash, or of a frame that is too large")
        transfer = number, name
        reassembly = self.frames.setdefault(transfer, Reassembly(size))
        if reassembly is None:
            return None
        if reassembly.size != size:
            raise Bad("a fragment with another size")
        if not reassembly.add(offset, data):
            return None
        frame = reassembly.frame()
        self.frames[transfer] = None
        if hash_of(frame) != name:
            raise Bad("a frame with another hash")
        return frame


class Outgoing:
    """Parts of large frames, which are sent until they are acknowledged."""

    MAX_UNDER_WAY = 8

    def __init__(self):
        # Under way: the time and the part by the number of the datagram.
        self.waiting, self.under_way, self.transfers = [], {}, 0

    def add(self, frame):
        self.transfers = self.transfers % (2**32 - 1) + 1
        named = field(1, hash_of(frame)) + field(2, len(frame))
        for offset in range(0, len(frame), PART):
            part = named + field(3, offset) + field(4, frame[offset : offset + PART])
            self.waiting.append(field(3, part + field(5, self.transfers)))

    def on_acks(self, ranges):
        arrived = [n for n in self.under_way if any(n in numbers for numbers in ranges)]
        for number in arrived:
            del self.under_way[number]
        for number in [n for n in self.under_way if arrived and n <= max(arrived) - 3]:
            self.waiting.insert(0, self.under_way.pop(number)[1])

    def next(self, now):
        """The next part to send, if any. One that is not acknowledged within 1 s is lost."""
        for number in [n for n, (sent, _) in self.under_way.items() if now - sent > 1]:
            self.waiting.insert(0, self.under_way.pop(number)[1])
        if self.waiting and len(self.under_way) < self.MAX_UNDER_WAY:
            return self.waiting.pop(0)
        return None
