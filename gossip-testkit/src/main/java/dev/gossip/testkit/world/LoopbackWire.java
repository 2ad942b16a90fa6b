package dev.gossip.testkit.world;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.wire.FaultCounters;
import dev.gossip.simulation.wire.Faults;
import dev.gossip.simulation.wire.Packet;
import dev.gossip.simulation.wire.PacketOutcome;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Assumptions;

/**
 * The faults between the nodes of a loopback world. They are applied where a node sends a datagram,
 * on its thread. Any thread may use it.
 */
final class LoopbackWire implements AutoCloseable {
  private final Map<PeerAddress, Integer> indices = new ConcurrentHashMap<>();
  private final long startNanos = System.nanoTime();
  private final FaultCounters counters = new FaultCounters();
  private final Faults faults;
  // Guarded by the lock of the faults.
  private final RandomGenerator corruption;
  private final ScheduledThreadPoolExecutor later;
  private volatile boolean corrupted;

  LoopbackWire(long seed) {
    RandomStreams random = RandomStreams.seeded(seed);
    faults =
        new Faults(
            number -> random.stream("fault " + number),
            node -> Assumptions.abort("a world of " + WorldKind.LOOPBACK + " has no NATs"),
            counters);
    corruption = random.stream("corruption");
    later =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "gossip-loopback-delays");
              thread.setDaemon(true);
              return thread;
            });
  }

  void add(PeerAddress address, int index) {
    indices.put(address, index);
  }

  int indexOf(PeerAddress address) {
    return indices.getOrDefault(address, -1);
  }

  Faults faults() {
    return faults;
  }

  /** Whether a datagram was sent with flipped bits. */
  boolean hasCorrupted() {
    return corrupted;
  }

  /** Counts a hit of a fault that is not a rule for packets, on any thread. */
  void hit(String fault) {
    synchronized (faults) {
      counters.counter(fault).hit();
    }
  }

  /** A fault that is not a rule for packets begins; it has to hit something. */
  void expect(String fault) {
    synchronized (faults) {
      counters.counter(fault).opportunity(Double.NEGATIVE_INFINITY);
    }
  }

  /** Sends a datagram, unless a fault decides otherwise. Called on the thread of the node. */
  void transmit(int from, PeerAddress to, ByteBuffer datagram, LoopbackDriver driver) {
    Integer receiver = indices.get(to);
    if (faults.isEmpty() || receiver == null) {
      driver.pass(to, datagram);
      return;
    }
    PacketOutcome outcome;
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(datagram.position(), bytes);
    synchronized (faults) {
      outcome =
          faults.decide(new Packet(from, receiver, bytes.length, System.nanoTime() - startNanos));
      if (outcome instanceof PacketOutcome.Corrupt && bytes.length > 0) {
        corrupted = true;
        bytes[corruption.nextInt(bytes.length)] ^= (byte) (1 << corruption.nextInt(8));
      }
    }
    if (outcome instanceof PacketOutcome.Delay delay) {
      passLater(to, bytes, driver, delay.delayNanos());
    } else if (!(outcome instanceof PacketOutcome.Drop)) {
      driver.pass(to, ByteBuffer.wrap(bytes));
      if (outcome instanceof PacketOutcome.Duplicate duplicate) {
        passLater(to, bytes, driver, duplicate.afterNanos());
      }
    }
  }

  private void passLater(PeerAddress to, byte[] bytes, LoopbackDriver driver, long delayNanos) {
    // Nobody waits for it: what a closed driver does not pass is lost.
    Future<?> unused =
        later.schedule(
            () -> driver.execute(() -> driver.pass(to, ByteBuffer.wrap(bytes))),
            delayNanos,
            TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    later.shutdownNow();
  }
}
