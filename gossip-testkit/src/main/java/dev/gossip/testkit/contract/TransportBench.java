package dev.gossip.testkit.contract;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.services.PluginContext;
import dev.gossip.simulation.wire.TimeText;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs transports on one thread with a virtual clock and a simulated wire that loses, duplicates,
 * delays and corrupts datagrams. All randomness comes from a seed.
 */
final class TransportBench {
  private static final long LATENCY_NANOS = 1_000_000;
  private static final long MAX_DELAY_NANOS = 20_000_000;
  private static final int MAX_EVENTS = 1_000_000;

  /**
   * Faults of the wire, each as a share of all datagrams from 0 to 1.
   *
   * @param loss share that is lost
   * @param duplication share that arrives twice
   * @param delay share that is delayed, so that later datagrams overtake it
   * @param corruption share in which one bit is flipped
   */
  record Faults(double loss, double duplication, double delay, double corruption) {
    static final Faults NONE = new Faults(0, 0, 0, 0);
  }

  /** A datagram between two addresses. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Datagram(PeerAddress from, PeerAddress to, byte[] bytes) {
    Datagram from(PeerAddress other) {
      return new Datagram(other, to, bytes);
    }

    Datagram to(PeerAddress other) {
      return new Datagram(from, other, bytes);
    }

    Datagram with(byte[] other) {
      return new Datagram(from, to, other);
    }
  }

  private final Transport.Factory factory;
  private final Optional<NodeIdentities> identities;
  private final long seed;
  private final SplittableRandom wireRandom;
  private final SortedMap<PeerAddress, TransportEnd> ends = new TreeMap<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<String> trace = new ArrayList<>();
  private final List<byte[]> sent = new ArrayList<>();
  private final Set<PeerAddress> muted = new TreeSet<>();
  private Faults faults = Faults.NONE;
  private @Nullable Consumer<Datagram> carrier;
  private boolean reusesBuffers;
  private boolean traces = true;
  private long nowNanos = -5_000_000_000L; // a monotonic clock may be negative
  private long order;
  private int starts;

  TransportBench(TransportContract contract, long seed) {
    this.factory = contract.factory();
    this.identities = contract.identities();
    this.seed = seed;
    this.wireRandom = new SplittableRandom(seed);
  }

  /** Creates a transport with a new id at a port. An earlier one at that port is killed. */
  TransportEnd start(int port) {
    byte[] secret = newSecret();
    return start(
        port,
        identities
            .map(ids -> LocalIdentity.proven(ids.idOf(secret), secret))
            .orElseGet(() -> LocalIdentity.claimed(new PeerId(secret))));
  }

  /**
   * Creates a transport that claims an id, which another one may have too, at a port. Where ids are
   * proven, its key is not the one of that id.
   */
  TransportEnd start(int port, PeerId id) {
    return start(
        port,
        identities.isPresent() ? LocalIdentity.proven(id, newSecret()) : LocalIdentity.claimed(id));
  }

  /** Creates a transport at the port of an earlier one, with its identity, as a restart does. */
  TransportEnd restart(TransportEnd old) {
    return start(old.address().port(), old.identity());
  }

  private byte[] newSecret() {
    byte[] secret = new byte[NodeIdentities.SECRET_KEY_BYTES];
    secret[0] = (byte) (starts + 1);
    secret[31] = secret[0];
    return secret;
  }

  private TransportEnd start(int port, LocalIdentity identity) {
    PeerAddress address = address(port);
    kill(address);
    starts++;
    TransportEnd end =
        new TransportEnd(this, address, identity, new SplittableRandom(seed + starts));
    ends.put(address, end);
    end.create(factory);
    return end;
  }

  /** Removes the transport at an address without a close. */
  void kill(PeerAddress address) {
    TransportEnd gone = ends.remove(address);
    events.removeIf(event -> event.owner == gone && gone != null);
  }

  static PeerAddress address(int port) {
    return new PeerAddress("127.0.0.1", port);
  }

  /** Loses everything that this end sends from now on, but nothing that is sent to it. */
  void mute(TransportEnd end) {
    muted.add(end.address());
  }

  void faults(Faults newFaults) {
    faults = newFaults;
  }

  /** Overwrites each datagram buffer from now on when the transport's callback returns. */
  void reuseBuffers() {
    reusesBuffers = true;
  }

  /**
   * Hands every sent datagram to a carrier from now on, in the place of the faults; what it does
   * not {@link #carry} is lost. Null for the faults again.
   */
  void carrier(@Nullable Consumer<Datagram> newCarrier) {
    carrier = newCarrier;
  }

  /** Puts a datagram on the wire; the carrier and the faults do not apply to it. */
  void carry(Datagram datagram) {
    carry(datagram, 0);
  }

  /**
   * Puts a datagram on the wire; the carrier and the faults do not apply to it.
   *
   * @param extraNanos how much later than usual it arrives
   */
  void carry(Datagram datagram, long extraNanos) {
    deliverAfter(LATENCY_NANOS + extraNanos, datagram.from, datagram.to, datagram.bytes);
  }

  /** Records neither events nor datagrams from now on, which a long test would fill memory with. */
  void stopTrace() {
    traces = false;
  }

  long nowNanos() {
    return nowNanos;
  }

  /** All sent datagrams, drops and events with their times. */
  List<String> trace() {
    return trace;
  }

  /** All sent datagrams. */
  List<byte[]> sent() {
    return List.copyOf(sent);
  }

  void trace(String what) {
    if (traces) {
      trace.add((nowNanos / 1_000) + " us: " + what);
    }
  }

  /** Advances the clock and runs everything that becomes due. */
  void runFor(Duration duration) {
    runUntil(() -> false, duration);
  }

  /** Advances the clock until the condition holds, at most by the limit. */
  void runUntil(BooleanSupplier done, Duration limit) {
    long end = nowNanos + limit.toNanos();
    int count = 0;
    while (!done.getAsBoolean()) {
      Event next = events.peek();
      if (next == null || next.dueNanos > end) {
        nowNanos = end;
        return;
      }
      if (++count > MAX_EVENTS) {
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                "more than %,d datagrams and timers within %s; look for a timer that reschedules"
                    + " itself without delay, or a reply to every reply (next: %s)",
                MAX_EVENTS,
                TimeText.of(limit),
                next.label));
      }
      events.remove();
      nowNanos = next.dueNanos;
      next.action.run();
      if (next.owner != null) {
        next.owner.flush();
      }
    }
  }

  /** Puts a datagram on the wire as if sent from an address. Faults do not apply to it. */
  void inject(PeerAddress from, TransportEnd to, byte[] datagram) {
    deliverAfter(LATENCY_NANOS, from, to.address(), datagram);
  }

  void transmit(TransportEnd from, PeerAddress to, byte[] datagram) {
    if (traces) {
      trace(from + " sends " + Arrays.hashCode(datagram) + " to " + to);
      sent.add(datagram);
    }
    if (carrier != null) {
      carrier.accept(new Datagram(from.address(), to, datagram));
      return;
    }
    if (wireRandom.nextDouble() < faults.loss || muted.contains(from.address())) {
      return;
    }
    int copies = wireRandom.nextDouble() < faults.duplication ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      byte[] copy = datagram.clone();
      if (wireRandom.nextDouble() < faults.corruption && copy.length > 0) {
        int bit = wireRandom.nextInt(8 * copy.length);
        copy[bit / 8] = (byte) (copy[bit / 8] ^ (1 << (bit % 8)));
      }
      long delay = wireRandom.nextDouble() < faults.delay ? MAX_DELAY_NANOS : 0;
      deliverAfter(LATENCY_NANOS + wireRandom.nextLong(delay + 1), from.address(), to, copy);
    }
  }

  private void deliverAfter(long delayNanos, PeerAddress from, PeerAddress to, byte[] datagram) {
    at(
        delayNanos,
        null,
        "datagram for " + to,
        () -> {
          TransportEnd end = ends.get(to);
          if (end != null) {
            receive(end, from, datagram);
          }
        });
  }

  private void receive(TransportEnd to, PeerAddress from, byte[] datagram) {
    if (!reusesBuffers) {
      to.receive(from, ByteBuffer.wrap(datagram));
    } else {
      // Like a driver: the datagram is in the middle of a buffer that is reused for the next one.
      ByteBuffer buffer =
          datagram.length % 2 == 0
              ? ByteBuffer.allocate(datagram.length + 20)
              : ByteBuffer.allocateDirect(datagram.length + 20);
      buffer.position(10).put(datagram).flip().position(10);
      ByteBuffer whole = buffer.duplicate().clear();
      to.receive(from, buffer);
      while (whole.hasRemaining()) {
        whole.put((byte) 0x55);
      }
    }
    to.flush();
  }

  TimerHandle schedule(TransportEnd owner, Duration delay, String label, Runnable action) {
    Event event = at(PluginContext.delayNanos(delay), owner, "timer '" + label + "'", action);
    return () -> events.remove(event);
  }

  /** The number of pending timers of an end. */
  int timersOf(TransportEnd end) {
    return (int) events.stream().filter(event -> event.owner == end).count();
  }

  private Event at(long delayNanos, @Nullable TransportEnd owner, String label, Runnable action) {
    Event event = new Event(nowNanos + Math.max(0, delayNanos), order++, owner, label, action);
    events.add(event);
    return event;
  }

  /** A timer of an end, or a datagram in flight, which has no owner. */
  private static final class Event implements Comparable<Event> {
    private static final Comparator<Event> ORDER =
        Comparator.<Event>comparingLong(event -> event.dueNanos)
            .thenComparingLong(event -> event.order);

    final long dueNanos;
    final long order;
    final @Nullable TransportEnd owner;
    final String label;
    final Runnable action;

    Event(long dueNanos, long order, @Nullable TransportEnd owner, String label, Runnable action) {
      this.dueNanos = dueNanos;
      this.order = order;
      this.owner = owner;
      this.label = label;
      this.action = action;
    }

    @Override
    public int compareTo(Event other) {
      return ORDER.compare(this, other);
    }
  }
}
