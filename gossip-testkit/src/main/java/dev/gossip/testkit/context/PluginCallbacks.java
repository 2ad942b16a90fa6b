package dev.gossip.testkit.context;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls a plugin. The effects of a callback are applied when it returns, and discarded when it
 * throws.
 */
final class PluginCallbacks<P> {
  private final String name;
  private final long seed;
  // Reset for each callback. After a callback that throws, the next one gets the same randomness.
  private RandomGenerator stream;
  private final RandomGenerator random = () -> currentStream().nextLong();
  private final List<Runnable> effects = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private @Nullable P plugin;
  private long callbacks;
  private boolean inCallback;

  /**
   * @param name what the plugin is called in messages
   */
  PluginCallbacks(String name, long seed) {
    this.name = name;
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

  /** Creates the plugin, which counts as a callback. */
  void start(Supplier<P> factory) {
    runTimer(() -> plugin = requireNonNull(factory.get(), "the factory returned null"));
  }

  /** Runs a callback that has no bytes to parse. */
  void run(Consumer<P> callback) {
    runTimer(() -> callback.accept(plugin()));
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
  void parse(ScriptedNode.Parser<P> callback) throws InvalidProtocolBufferException {
    invoke(() -> callback.on(plugin()));
  }

  /** Runs a callback that returns something. */
  <T> T call(ScriptedNode.Question<P, T> callback) {
    List<T> result = new ArrayList<>(1);
    runTimer(() -> result.add(callback.of(plugin())));
    return result.get(0);
  }

  /** Asks the plugin something outside of any callback, so that its context allows no effects. */
  <T> T ask(ScriptedNode.Question<P, T> question) {
    requireNoCallback();
    return question.of(plugin());
  }

  private void invoke(Invocation invocation) throws InvalidProtocolBufferException {
    requireNoCallback();
    stream = new SplittableRandom(seed + callbacks);
    inCallback = true;
    List<Runnable> last = List.of();
    try {
      invocation.run();
      callbacks++;
      effects.forEach(Runnable::run);
      last = List.copyOf(afterwards);
    } finally {
      effects.clear();
      afterwards.clear();
      inCallback = false;
    }
    last.forEach(Runnable::run);
  }

  private void requireNoCallback() {
    if (inCallback) {
      throw new IllegalStateException(
          "a callback of the " + name + " is still running: let it return before the next event");
    }
  }

  /** Adds an effect of the current callback. */
  void effect(Runnable effect) {
    requireCallback();
    effects.add(effect);
  }

  /** Runs something after the effects of the current callback, when the context is closed again. */
  void afterwards(Runnable action) {
    requireCallback();
    afterwards.add(action);
  }

  private void requireCallback() {
    if (!inCallback) {
      throw new IllegalStateException(
          "the context may only be used inside a callback of the " + name);
    }
  }

  /** Checks that the plugin exists. */
  void requireStarted(String message) {
    if (plugin == null) {
      throw new IllegalStateException(message);
    }
  }

  private P plugin() {
    if (plugin == null) {
      throw new IllegalStateException("there is no " + name + " yet: call start first");
    }
    return plugin;
  }

  @FunctionalInterface
  private interface Invocation {
    void run() throws InvalidProtocolBufferException;
  }
}
