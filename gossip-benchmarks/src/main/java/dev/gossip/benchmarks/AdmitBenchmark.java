package dev.gossip.benchmarks;

import com.google.inject.Guice;
import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.core.plugin.PluginCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What spam control costs for each frame that arrives: whether a peer's bytes are admitted. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AdmitBenchmark {
  private static final int PEERS = 64;
  private static final int FRAME_BYTES = 280;
  // Below half of the limit, so that the peers stay in good standing.
  private static final int OFFENCES = 6;

  /** The spam control. */
  @Param({"spam.reputation", "spam.strict", "spam.rate-limit"})
  String control = "";

  /** Whether each peer has done something that speaks against it. */
  @Param({"false", "true"})
  boolean offended;

  private final Peer[] peers = new Peer[PEERS];
  private final SplittableRandom random = new SplittableRandom(1);
  private SpamControl spam = (from, cost, amount) -> true;
  private int next;

  /** Brings the peers up. */
  @Setup
  public void up() {
    GossipPlugin plugin = PluginCatalog.load(List.of()).find(control).orElseThrow();
    spam =
        Guice.createInjector(plugin.module(PluginSettings.of(plugin.settings(), Map.of())))
            .getInstance(SpamControl.Factory.class)
            .create(new Context());
    for (int i = 0; i < PEERS; i++) {
      byte[] id = new byte[32];
      random.nextBytes(id);
      peers[i] = new Peer(new PeerId(id), Direction.INBOUND);
      spam.onPeerUp(peers[i]);
      for (int j = 0; offended && j < OFFENCES; j++) {
        spam.onMisbehaviour(peers[i], Misbehaviour.UNSOLICITED);
      }
    }
  }

  /** Asks for a payload frame of each peer in turn. */
  @Benchmark
  public boolean admit() {
    return spam.admit(peers[next++ & (PEERS - 1)], Cost.PAYLOAD, FRAME_BYTES);
  }

  /** A node with a clock and peers from everywhere. */
  private final class Context implements SpamContext {
    @Override
    public String network() {
      return "benchmark";
    }

    @Override
    public PeerId self() {
      return new PeerId(new byte[32]);
    }

    @Override
    public long nowNanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      return System.currentTimeMillis();
    }

    @Override
    public Duration messageLifetime() {
      return SpamContext.DEFAULT_LIFETIME;
    }

    @Override
    public RandomGenerator random() {
      return random;
    }

    @Override
    public TimerHandle schedule(Duration delay, String label, Runnable action) {
      return () -> {};
    }

    @Override
    public <T> void offload(Supplier<T> work, Consumer<T> then) {
      then.accept(work.get());
    }

    @Override
    public void warn(String what, String remedy) {}

    @Override
    public boolean provesIds() {
      return true;
    }

    @Override
    public PeerRecords records() {
      return NoRecords.INSTANCE;
    }

    @Override
    public void standingChanged(PeerId peer) {}

    @Override
    public void report(Peer peer, Misbehaviour kind) {}

    @Override
    public Optional<AddressGroup> group(PeerId peer) {
      return Optional.of(new AddressGroup(peer.hex().substring(0, 4), false));
    }
  }

  /** Nothing is remembered of peers that are down. */
  private enum NoRecords implements PeerRecords {
    INSTANCE;

    @Override
    public Optional<ByteString> get(PeerId peer) {
      return Optional.empty();
    }

    @Override
    public void put(PeerId peer, ByteString record) {}

    @Override
    public void remove(PeerId peer) {}
  }
}
