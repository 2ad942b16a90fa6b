package dev.gossip.signing;

import dev.gossip.api.TimerHandle;
import dev.gossip.api.signing.SigningContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A node's place for signing, whose time passes by hand. */
final class Place implements SigningContext {
  private final String network;
  private final RandomGenerator random;
  private final List<Timer> timers = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  private Duration now = Duration.ZERO;

  private record Timer(Duration due, Runnable action) {}

  Place(String network, RandomGenerator random) {
    this.network = network;
    this.random = random;
  }

  Place(long seed) {
    this("gossip", new SplittableRandom(seed));
  }

  @Override
  public String network() {
    return network;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  /** What a datagram of UDP has room for. */
  @Override
  public int maxMessageBytes() {
    return 1_088;
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

  /** Forgets all that was scheduled. */
  void stop() {
    timers.clear();
  }

  void pass(Duration time) {
    now = now.plus(time);
    for (Timer timer : List.copyOf(timers)) {
      if (timer.due.compareTo(now) <= 0) {
        timers.remove(timer);
        timer.action.run();
      }
    }
  }
}
