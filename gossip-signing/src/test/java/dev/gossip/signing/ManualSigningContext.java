package dev.gossip.signing;

import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.signing.SigningContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A {@link SigningContext} with a manual clock that records warnings. */
final class ManualSigningContext implements SigningContext {
  // Of no particular transport, whose frames determine it.
  static final int MAX_MESSAGE_BYTES = 1_000;

  private final String network;
  private final RandomGenerator random;
  private final List<Timer> timers = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  private Duration now = Duration.ZERO;
  private int offloads;

  private record Timer(Duration due, Runnable action) {}

  ManualSigningContext(String network, RandomGenerator random) {
    this.network = network;
    this.random = random;
  }

  ManualSigningContext(long seed) {
    this("gossip", new SplittableRandom(seed));
  }

  @Override
  public String network() {
    return network;
  }

  @Override
  public PeerId self() {
    return new PeerId(new byte[32]);
  }

  @Override
  public long nowNanos() {
    return now.toNanos();
  }

  /** The work runs on another thread, as in a node. */
  @Override
  public <T> void offload(Supplier<T> work, Consumer<T> then) {
    offloads++;
    timers.add(new Timer(now, () -> then.accept(CompletableFuture.supplyAsync(work).join())));
  }

  /** How often work was handed to another thread. */
  int offloads() {
    return offloads;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  /** Little, so that signatures of batches reach it. */
  @Override
  public int maxMessageBytes() {
    return MAX_MESSAGE_BYTES;
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    Timer timer = new Timer(now.plus(delay), action);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public void warn(String what, String remedy) {
    warnings.add(what + "; " + remedy);
  }

  /** Cancels all timers. */
  void cancelTimers() {
    timers.clear();
  }

  /** Runs what is due by then, also what that asks for at once. */
  void advance(Duration time) {
    now = now.plus(time);
    for (List<Timer> due = due(); !due.isEmpty(); due = due()) {
      timers.removeAll(due);
      due.forEach(timer -> timer.action.run());
    }
  }

  private List<Timer> due() {
    return timers.stream().filter(timer -> timer.due.compareTo(now) <= 0).toList();
  }
}
