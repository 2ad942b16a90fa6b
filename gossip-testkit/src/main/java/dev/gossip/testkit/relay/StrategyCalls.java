package dev.gossip.testkit.relay;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.relay.RelayStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls a strategy. The effects of a callback are applied when it returns, and discarded when it
 * throws.
 */
final class StrategyCalls {
  private final long seed;
  // Reset for each callback. After a callback that throws, the next one gets the same randomness.
  private RandomGenerator stream;
  private final RandomGenerator random = () -> currentStream().nextLong();
  private final List<Runnable> effects = new ArrayList<>();
  private @Nullable RelayStrategy strategy;
  private long callbacks;
  private boolean inCallback;

  StrategyCalls(long seed) {
    this.seed = seed;
    this.stream = new SplittableRandom(seed);
  }

  /** Randomness that depends on the seed and the number of the callback. */
  RandomGenerator random() {
    return random;
  }

  private RandomGenerator currentStream() {
    return stream;
  }

  /** Creates the strategy, which counts as a callback. */
  void start(Supplier<RelayStrategy> factory) {
    runTimer(() -> strategy = requireNonNull(factory.get(), "the factory returned null"));
  }

  /** Runs a callback that has no bytes to parse. */
  void run(Consumer<RelayStrategy> callback) {
    runTimer(() -> callback.accept(strategy()));
  }

  /** Runs the action of a timer. */
  void runTimer(Runnable action) {
    try {
      invoke(action::run);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "a callback without bytes threw InvalidProtocolBufferException", e);
    }
  }

  /** Runs a callback that parses bytes. */
  void parse(Callback callback) throws InvalidProtocolBufferException {
    invoke(() -> callback.on(strategy()));
  }

  private void invoke(Invocation invocation) throws InvalidProtocolBufferException {
    if (inCallback) {
      throw new IllegalStateException(
          "a callback of the strategy is still running: let it return before the next event");
    }
    stream = new SplittableRandom(seed + callbacks);
    inCallback = true;
    try {
      invocation.run();
      callbacks++;
      effects.forEach(Runnable::run);
    } finally {
      effects.clear();
      inCallback = false;
    }
  }

  /** Adds an effect of the current callback. */
  void effect(Runnable effect) {
    if (!inCallback) {
      throw new IllegalStateException(
          "the relay context may only be used inside a callback of the strategy");
    }
    effects.add(effect);
  }

  /** Checks that the strategy exists. */
  void requireStarted() {
    if (strategy == null) {
      throw new IllegalStateException(
          "a strategy may only schedule timers while it is created: wait for onPeerUp");
    }
  }

  private RelayStrategy strategy() {
    if (strategy == null) {
      throw new IllegalStateException("there is no strategy yet: call start first");
    }
    return strategy;
  }

  /** A callback that may find bytes malformed. */
  @FunctionalInterface
  interface Callback {
    void on(RelayStrategy strategy) throws InvalidProtocolBufferException;
  }

  @FunctionalInterface
  private interface Invocation {
    void run() throws InvalidProtocolBufferException;
  }
}
