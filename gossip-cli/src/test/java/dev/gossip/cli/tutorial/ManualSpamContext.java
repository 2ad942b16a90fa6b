package dev.gossip.cli.tutorial;

import com.google.protobuf.ByteString;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.SpamContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A spam control's context whose time a test sets. Timers and offloaded work never run. */
final class ManualSpamContext implements SpamContext {
  private final RandomGenerator random = new SplittableRandom(1);
  private final Map<PeerId, ByteString> records = new HashMap<>();
  private long nowNanos;

  /** Lets time pass. */
  void advance(Duration time) {
    nowNanos += time.toNanos();
  }

  @Override
  public String network() {
    return "test";
  }

  @Override
  public PeerId self() {
    return new PeerId(new byte[32]);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    return () -> {};
  }

  @Override
  public <T> void offload(Supplier<T> work, Consumer<T> then) {}

  @Override
  public void warn(String what, String remedy) {
    throw new AssertionError("unexpected warning: " + what + "; " + remedy);
  }

  @Override
  public boolean provesIds() {
    return true;
  }

  @Override
  public PeerRecords records() {
    return new PeerRecords() {
      @Override
      public Optional<ByteString> get(PeerId peer) {
        return Optional.ofNullable(records.get(peer));
      }

      @Override
      public void put(PeerId peer, ByteString record) {
        records.put(peer, record);
      }

      @Override
      public void remove(PeerId peer) {
        records.remove(peer);
      }
    };
  }

  @Override
  public void standingChanged(PeerId peer) {}

  @Override
  public void report(Peer peer, Misbehaviour kind) {}

  @Override
  public Optional<AddressGroup> group(PeerId peer) {
    return Optional.empty();
  }

  @Override
  public long wallMillis() {
    return nowNanos / 1_000_000;
  }

  @Override
  public Duration messageLifetime() {
    return SpamContext.DEFAULT_LIFETIME;
  }
}
