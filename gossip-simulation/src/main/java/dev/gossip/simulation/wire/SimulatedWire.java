package dev.gossip.simulation.wire;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.runtime.IpPackets;
import dev.gossip.simulation.clock.Event;
import dev.gossip.simulation.clock.VirtualTime;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries datagrams between nodes. Decides whether each arrives, when, and in which condition.
 * Internal to the simulator.
 */
public final class SimulatedWire {
  /** The outcome of a datagram that arrives with flipped bits. */
  public static final String CORRUPTED = "corrupted";

  private final VirtualTime time;
  private final WireLog log;
  private final Latency latency;
  private final SenderStreams latencyRandom;
  private final SenderStreams corruptionRandom;
  private final Faults faults;
  private final int interfaceMtu;
  private final int mtuBytes;
  private final @Nullable LinkSpeed speed;
  private int workInFlight;

  /**
   * Creates the wire of one network.
   *
   * @param latencyRandom draws the latencies
   * @param corruptionRandom draws the bits that a fault flips
   */
  public SimulatedWire(
      VirtualTime time,
      WireLog log,
      WireOptions options,
      Faults faults,
      SenderStreams latencyRandom,
      SenderStreams corruptionRandom) {
    this.time = time;
    this.log = log;
    this.latency = options.latency();
    this.interfaceMtu = options.interfaceMtu();
    this.mtuBytes = options.mtuBytes();
    this.speed = options.newLinkSpeed();
    this.faults = faults;
    this.latencyRandom = latencyRandom;
    this.corruptionRandom = corruptionRandom;
  }

  /** The faults, which can be added and removed at any time. */
  public Faults faults() {
    return faults;
  }

  /** How many datagrams with payload or control frames are on their way. */
  public int workInFlight() {
    return workInFlight;
  }

  /** The largest datagram that the interfaces of nodes take for an address. */
  public int maxDatagramBytes(PeerAddress to) {
    return IpPackets.payloadBytes(to, interfaceMtu);
  }

  /**
   * Carries a datagram.
   *
   * @param source the sender's address as the receiver sees it
   * @param work whether it carries payload or control frames
   */
  public void carry(Endpoint from, PeerAddress source, Endpoint to, byte[] datagram, boolean work) {
    long nowNanos = time.nowNanos();
    if (datagram.length > mtuBytes || datagram.length > maxDatagramBytes(to.address())) {
      lose(from, to, datagram, "above-mtu");
      return;
    }
    // Drawn for lost datagrams, too, so that a loss does not change the latency of the others.
    long delayNanos = latency.sampleNanos(from.index(), to.index(), latencyRandom.of(from.index()));
    PacketOutcome outcome = PacketOutcome.PASS;
    if (speed != null || !faults.isEmpty()) {
      Packet packet = new Packet(from.index(), to.index(), datagram.length, nowNanos);
      outcome = faults.decide(packet, speed == null || speed.hasRoom(packet));
      if (speed != null && !(outcome instanceof PacketOutcome.Drop)) {
        long departureNanos = speed.departureNanos(packet);
        if (departureNanos < 0) {
          lose(from, to, datagram, "queue-full");
          return;
        }
        delayNanos += departureNanos;
      }
    }
    byte[] arriving = datagram;
    String outcomeText = "";
    if (outcome instanceof PacketOutcome.Drop) {
      lose(from, to, datagram, "fault");
      return;
    } else if (outcome instanceof PacketOutcome.Delay delay) {
      delayNanos += delay.delayNanos();
      outcomeText = "delayed";
    } else if (outcome instanceof PacketOutcome.Duplicate duplicate) {
      deliver(from, nowNanos + delayNanos + duplicate.afterNanos(), source, to, datagram, work);
      outcomeText = "duplicated";
    } else if (outcome instanceof PacketOutcome.Corrupt) {
      arriving = corrupted(datagram, corruptionRandom.of(from.index()));
      outcomeText = CORRUPTED;
    }
    log.datagram(nowNanos, from.index(), to.index(), datagram, outcomeText);
    deliver(from, nowNanos + delayNanos, source, to, arriving, work);
  }

  /** Loses a datagram that the NAT of the receiver does not let in. */
  public void blockAtNat(Endpoint from, Endpoint to, byte[] datagram) {
    lose(from, to, datagram, Nats.UNMAPPED);
  }

  private void lose(Endpoint from, Endpoint to, byte[] datagram, String why) {
    log.datagram(time.nowNanos(), from.index(), to.index(), datagram, why);
    log.lost(time.nowNanos(), from.index(), to.index(), why);
  }

  private void deliver(
      Endpoint from, long atNanos, PeerAddress source, Endpoint to, byte[] datagram, boolean work) {
    workInFlight += work ? 1 : 0;
    if (atNanos < 0) {
      throw new IllegalStateException("the arrival time of a datagram overflows; delay it less");
    }
    time.at(from.index(), atNanos, new InFlightDatagram(source, to, datagram, work));
  }

  /** A copy with up to seven bit flips; an odd number, since an even one could undo itself. */
  private static byte[] corrupted(byte[] datagram, RandomGenerator random) {
    byte[] bytes = datagram.clone();
    int flips = bytes.length == 0 ? 0 : 2 * random.nextInt(4) + 1;
    for (int flip = 0; flip < flips; flip++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private final class InFlightDatagram extends Event {
    private final PeerAddress source;
    private final Endpoint to;
    private final byte[] datagram;
    private final boolean work;

    InFlightDatagram(PeerAddress source, Endpoint to, byte[] datagram, boolean work) {
      this.source = source;
      this.to = to;
      this.datagram = datagram;
      this.work = work;
    }

    @Override
    public void happen() {
      workInFlight -= work ? 1 : 0;
      to.receive(source, datagram, work);
    }

    @Override
    public int touch() {
      return to.touch() + datagram.length;
    }
  }
}
