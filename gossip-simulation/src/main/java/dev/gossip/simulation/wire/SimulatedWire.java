package dev.gossip.simulation.wire;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.runtime.IpPackets;
import dev.gossip.simulation.clock.Event;
import dev.gossip.simulation.clock.VirtualTime;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries datagrams between nodes. Decides whether each arrives, when, and in which condition.
 * Internal to the simulator.
 */
public final class SimulatedWire {
  /** The outcome of a datagram that arrives with flipped bits. */
  public static final String CORRUPTED = "corrupted";

  /** How many datagrams that have arrived are kept for others, and up to which size: 1.2 MiB. */
  private static final int MAX_SPARE = 1_024;

  private static final int SPARE_BYTES = 1_200;
  private static final byte[] NO_BYTES = {};

  private final VirtualTime time;
  private final WireLog log;
  private final Latency latency;
  private final SenderStreams latencyRandom;
  private final SenderStreams corruptionRandom;
  private final Faults faults;
  private final int interfaceMtu;
  private final int mtuBytes;
  private final @Nullable LinkSpeed speed;
  private final ArrayDeque<InFlightDatagram> spare = new ArrayDeque<>();
  private ByteBuffer arrived = ByteBuffer.allocate(0);
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
   * @param datagram to be read at once
   * @param work whether it carries payload or control frames
   */
  public void carry(
      Endpoint from, PeerAddress source, Endpoint to, ByteBuffer datagram, boolean work) {
    long nowNanos = time.nowNanos();
    int bytes = datagram.remaining();
    if (bytes > mtuBytes || bytes > maxDatagramBytes(to.address())) {
      lose(from, to, datagram, "above-mtu");
      return;
    }
    // Drawn for lost datagrams, too, so that a loss does not change the latency of the others.
    long delayNanos = latency.sampleNanos(from.index(), to.index(), latencyRandom.of(from.index()));
    PacketOutcome outcome = PacketOutcome.PASS;
    if (speed != null || !faults.isEmpty()) {
      Packet packet = new Packet(from.index(), to.index(), bytes, nowNanos);
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
    @Nullable InFlightDatagram arriving = null;
    String outcomeText = "";
    if (outcome instanceof PacketOutcome.Drop) {
      lose(from, to, datagram, "fault");
      return;
    } else if (outcome instanceof PacketOutcome.Delay delay) {
      delayNanos += delay.delayNanos();
      outcomeText = "delayed";
    } else if (outcome instanceof PacketOutcome.Duplicate duplicate) {
      long againNanos = nowNanos + delayNanos + duplicate.afterNanos();
      deliver(from, againNanos, inFlight(source, to, datagram, work));
      outcomeText = "duplicated";
    } else if (outcome instanceof PacketOutcome.Corrupt) {
      arriving = inFlight(source, to, datagram, work);
      corrupt(arriving.bytes, arriving.size, corruptionRandom.of(from.index()));
      outcomeText = CORRUPTED;
    }
    log.datagram(nowNanos, from.index(), to.index(), datagram, outcomeText);
    arriving = arriving == null ? inFlight(source, to, datagram, work) : arriving;
    deliver(from, nowNanos + delayNanos, arriving);
  }

  /** Loses a datagram that the NAT of the receiver does not let in. */
  public void blockAtNat(Endpoint from, Endpoint to, ByteBuffer datagram) {
    lose(from, to, datagram, Nats.UNMAPPED);
  }

  private void lose(Endpoint from, Endpoint to, ByteBuffer datagram, String why) {
    log.datagram(time.nowNanos(), from.index(), to.index(), datagram, why);
    log.lost(time.nowNanos(), from.index(), to.index(), why);
  }

  private void deliver(Endpoint from, long atNanos, InFlightDatagram arriving) {
    workInFlight += arriving.work ? 1 : 0;
    if (atNanos < 0) {
      throw new IllegalStateException("the arrival time of a datagram overflows; delay it less");
    }
    time.at(from.index(), atNanos, arriving);
  }

  /** Up to seven bit flips; an odd number, since an even one could undo itself. */
  private static void corrupt(byte[] bytes, int size, RandomGenerator random) {
    int flips = size == 0 ? 0 : 2 * random.nextInt(4) + 1;
    for (int flip = 0; flip < flips; flip++) {
      bytes[random.nextInt(size)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  /** Copies a datagram. Leaves its position as it is. */
  private InFlightDatagram inFlight(
      PeerAddress source, Endpoint to, ByteBuffer datagram, boolean work) {
    InFlightDatagram free = spare.poll();
    InFlightDatagram copy = free == null ? new InFlightDatagram(source, to) : free;
    copy.start(source, to, datagram, work);
    return copy;
  }

  /** What has arrived, to be read at once. */
  private ByteBuffer arrived(byte[] bytes, int size) {
    if (arrived.capacity() < size) {
      arrived = ByteBuffer.allocate(Math.max(size, SPARE_BYTES));
    }
    return arrived.clear().put(bytes, 0, size).flip();
  }

  /**
   * A copy of a datagram. Used again for others: else the datagrams in flight would be half of the
   * memory that a busy network allocates.
   */
  private final class InFlightDatagram extends Event {
    private PeerAddress source;
    private Endpoint to;
    private byte[] bytes = NO_BYTES;
    private int size;
    private boolean work;

    InFlightDatagram(PeerAddress source, Endpoint to) {
      this.source = source;
      this.to = to;
    }

    void start(PeerAddress from, Endpoint receiver, ByteBuffer datagram, boolean isWork) {
      source = from;
      to = receiver;
      work = isWork;
      size = datagram.remaining();
      if (bytes.length < size) {
        bytes = new byte[size];
      }
      datagram.get(datagram.position(), bytes, 0, size);
    }

    @Override
    public void happen() {
      workInFlight -= work ? 1 : 0;
      ByteBuffer datagram = arrived(bytes, size);
      Endpoint receiver = to;
      PeerAddress from = source;
      boolean isWork = work;
      if (spare.size() < MAX_SPARE && bytes.length <= SPARE_BYTES) {
        spare.push(this);
      }
      receiver.receive(from, datagram, isWork);
    }

    @Override
    public int touch() {
      return to.touch() + bytes.length;
    }
  }
}
