package dev.gossip.udp.secure;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.VirtualTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Transports of secure links that are connected by a wire in virtual time. */
final class SecureLab {
  /** Delay of a datagram in one direction. */
  static final Duration DELAY = Duration.ofMillis(10);

  /** Decides what becomes of a datagram; the wire sends what it returns. */
  @FunctionalInterface
  interface Wire {
    List<Datagram> carry(Datagram datagram);
  }

  /** A datagram on its way. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Datagram(PeerAddress from, PeerAddress to, byte[] bytes, Duration delay) {
    byte type() {
      return bytes[3];
    }

    Datagram fromAddress(PeerAddress other) {
      return new Datagram(other, to, bytes, delay);
    }

    Datagram toAddress(PeerAddress other) {
      return new Datagram(from, other, bytes, delay);
    }

    Datagram after(Duration other) {
      return new Datagram(from, to, bytes, other);
    }

    Datagram with(byte[] other) {
      return new Datagram(from, to, other, delay);
    }
  }

  final SplittableRandom random;
  final List<Datagram> log = new ArrayList<>();
  Wire wire = List::of;

  private final Map<PeerAddress, SecureEnd> ends = new HashMap<>();
  private final VirtualTime time = new VirtualTime(1_000_000_000);

  SecureLab(long seed) {
    random = new SplittableRandom(seed);
  }

  SecureEnd end(String address) {
    return end(address, random.nextLong());
  }

  /**
   * @param keySeed ends with the same seed have the same key
   */
  SecureEnd end(String address, long keySeed) {
    SecureEnd end = new SecureEnd(this, PeerAddress.parse(address), keySeed);
    ends.put(end.address, end);
    return end;
  }

  void move(SecureEnd end, PeerAddress to) {
    ends.remove(end.address);
    end.address = to;
    ends.put(to, end);
  }

  long nowNanos() {
    return time.nowNanos();
  }

  Runnable schedule(Duration delay, Runnable action) {
    return time.schedule(delay.toNanos(), action);
  }

  void transmit(PeerAddress from, PeerAddress to, ByteBuffer datagram) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(bytes);
    Datagram sent = new Datagram(from, to, bytes, DELAY);
    log.add(sent);
    wire.carry(sent).forEach(this::deliver);
  }

  /** Delivers a datagram after its delay, as if it came from its source. */
  void deliver(Datagram datagram) {
    schedule(
        datagram.delay(),
        () -> {
          SecureEnd end = ends.get(datagram.to());
          if (end != null) {
            end.receive(datagram.from(), datagram.bytes());
          }
        });
  }

  void run(Duration duration) {
    time.runUntil(nowNanos() + duration.toNanos());
  }
}
