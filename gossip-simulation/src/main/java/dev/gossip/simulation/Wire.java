package dev.gossip.simulation;

import dev.gossip.simulation.wire.Faults;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.simulation.wire.LinkSpeed;
import dev.gossip.simulation.wire.Packet;
import dev.gossip.simulation.wire.PacketOutcome;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Takes datagrams from node to node: how long each takes, and whether it arrives, and how. */
final class Wire {
  /** What the trace says of a datagram with wrong bits. */
  static final String CORRUPTED = "corrupted";

  private final EventQueue queue;
  private final RunRecord record;
  private final Latency latency;
  private final RandomGenerator latencyRandom;
  private final RandomGenerator corruptionRandom;
  private final Faults faults;
  private final int mtuBytes;
  private final @Nullable LinkSpeed speed;
  private int workInFlight;

  Wire(
      EventQueue queue,
      RunRecord record,
      Simulation.WireOptions options,
      Faults faults,
      RandomGenerator latencyRandom,
      RandomGenerator corruptionRandom) {
    this.queue = queue;
    this.record = record;
    this.latency = options.latency();
    this.mtuBytes = options.mtuBytes();
    this.speed = options.newLinkSpeed();
    this.faults = faults;
    this.latencyRandom = latencyRandom;
    this.corruptionRandom = corruptionRandom;
  }

  Faults faults() {
    return faults;
  }

  /** How many datagrams with payload or control frames are on their way. */
  int workInFlight() {
    return workInFlight;
  }

  /**
   * Takes a datagram over.
   *
   * @param work whether it carries payload or control frames
   */
  void carry(long nowNanos, SimulatedNode from, SimulatedNode to, byte[] datagram, boolean work) {
    if (datagram.length > mtuBytes) {
      lose(nowNanos, from, to, datagram, "above-mtu");
      return;
    }
    // Drawn for lost ones, too, so that losing one does not change how long the others take.
    long delayNanos = latency.sampleNanos(from.index(), to.index(), latencyRandom);
    PacketOutcome fate = PacketOutcome.PASS;
    if (speed != null || !faults.isEmpty()) {
      Packet packet = new Packet(from.index(), to.index(), datagram.length, nowNanos);
      fate = faults.decide(packet);
      if (speed != null && !(fate instanceof PacketOutcome.Drop)) {
        long departureNanos = speed.departureNanos(packet);
        if (departureNanos < 0) {
          lose(nowNanos, from, to, datagram, "queue-full");
          return;
        }
        delayNanos += departureNanos;
      }
    }
    byte[] arriving = datagram;
    String word = "";
    if (fate instanceof PacketOutcome.Drop) {
      lose(nowNanos, from, to, datagram, "fault");
      return;
    } else if (fate instanceof PacketOutcome.Delay late) {
      delayNanos += late.delayNanos();
      word = "delayed";
    } else if (fate instanceof PacketOutcome.Duplicate twice) {
      deliver(nowNanos + delayNanos + twice.afterNanos(), from, to, datagram, work);
      word = "duplicated";
    } else if (fate instanceof PacketOutcome.Corrupt) {
      arriving = corrupted(datagram);
      word = CORRUPTED;
    }
    record.datagram(nowNanos, from.index(), to.index(), datagram, word);
    deliver(nowNanos + delayNanos, from, to, arriving, work);
  }

  private void lose(
      long nowNanos, SimulatedNode from, SimulatedNode to, byte[] datagram, String why) {
    record.datagram(nowNanos, from.index(), to.index(), datagram, why);
    record.lost(from.index(), to.index(), why);
  }

  private void deliver(
      long atNanos, SimulatedNode from, SimulatedNode to, byte[] datagram, boolean work) {
    workInFlight += work ? 1 : 0;
    if (atNanos < 0) {
      throw new IllegalStateException("a datagram cannot arrive after the end of time");
    }
    queue.add(atNanos, new Arrival(from, to, datagram, work));
  }

  /** Up to seven bits turned; an odd number, or they could turn each other back. */
  private byte[] corrupted(byte[] datagram) {
    byte[] bytes = datagram.clone();
    int turns = bytes.length == 0 ? 0 : 2 * corruptionRandom.nextInt(4) + 1;
    for (int turn = 0; turn < turns; turn++) {
      bytes[corruptionRandom.nextInt(bytes.length)] ^= (byte) (1 << corruptionRandom.nextInt(8));
    }
    return bytes;
  }

  private final class Arrival implements Runnable {
    private final SimulatedNode from;
    private final SimulatedNode to;
    private final byte[] datagram;
    private final boolean work;

    Arrival(SimulatedNode from, SimulatedNode to, byte[] datagram, boolean work) {
      this.from = from;
      this.to = to;
      this.datagram = datagram;
      this.work = work;
    }

    @Override
    public void run() {
      workInFlight -= work ? 1 : 0;
      to.receive(from.address(), datagram, work);
    }
  }
}
