package dev.gossip.simulation.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.InlineRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.runtime.Resolution;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Provides virtual time, virtual offloading and a socket that always takes more to one engine; does
 * not resolve names.
 */
final class VirtualRuntime extends InlineRuntime implements DatagramSink {
  /** Longest duration of offloaded work. A signature check takes 84 us; the wait is a guess. */
  private static final long MAX_OFFLOADED_NANOS = Duration.ofMillis(1).toNanos();

  private final VirtualDriver driver;
  private final DriverOutput output;
  private final RandomStreams randomStreams;
  // Null before its first use.
  private @Nullable RandomGenerator random;

  VirtualRuntime(VirtualDriver driver, DriverOutput output, RandomStreams randomStreams) {
    this.driver = driver;
    this.output = output;
    this.randomStreams = randomStreams;
  }

  @Override
  public long nowNanos() {
    return driver.localNanos();
  }

  @Override
  public long wallMillis() {
    return driver.wallMillis();
  }

  @Override
  public MessageDigest sha256() {
    return driver.sha256();
  }

  @Override
  public void offload(Runnable work, Runnable then) {
    if (random == null) {
      random = randomStreams.stream("offload");
    }
    driver.later(
        random.nextLong(MAX_OFFLOADED_NANOS + 1), () -> driver.runOffloaded(this, work, then));
  }

  @Override
  public void resolve(PeerAddress name, Consumer<Resolution> then) {
    driver.runNext(() -> then.accept(unresolved()));
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    driver.transmit(to, datagram);
  }

  @Override
  public boolean canTransmit() {
    return true;
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return output.maxDatagramBytes(to);
  }

  @Override
  public boolean forbidsFragmentation() {
    return true;
  }

  private static Resolution unresolved() {
    return Resolution.none("a simulation does not resolve names; use an address");
  }
}
