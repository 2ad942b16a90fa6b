package dev.gossip.testkit.context;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.core.engine.services.PluginContext;
import dev.gossip.simulation.wire.TimeText;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A scripted node around one plugin: the test controls time and events. As in a node, the effects
 * of a callback are applied when it returns, and discarded when it throws; randomness depends on
 * the seed only; offloaded work takes no virtual time. Not thread-safe.
 *
 * @param <P> the type of the plugin
 */
public abstract class ScriptedNode<P> extends ScriptedContext {
  private final ManualTimers timers;
  private final PluginCallbacks<P> callbacks;

  /**
   * Creates a node.
   *
   * @param plugin what the plugin is called in messages, such as {@code strategy}
   * @param seed the seed of {@link #random}
   * @param startNanos the initial value of {@link #nowNanos}
   */
  protected ScriptedNode(String plugin, long seed, long startNanos) {
    super(NETWORK, peerId(0));
    this.timers = new ManualTimers(startNanos);
    this.callbacks = new PluginCallbacks<>(plugin, seed);
  }

  /** The peer id with this number. Ids sort like their numbers. The node itself has number 0. */
  public static PeerId peerId(int number) {
    return new PeerId(ByteBuffer.allocate(32).putInt(number).array());
  }

  /** Names a peer by the number that {@link #peerId} was given. */
  public static String nameOf(PeerId id) {
    return "peer " + id.bytes().asReadOnlyByteBuffer().getInt();
  }

  // ---- events --------------------------------------------------------------------------------

  /**
   * Advances the clock and runs every timer that becomes due.
   *
   * @param time zero for the timers that are due now
   * @throws IllegalArgumentException if it is negative
   */
  public final void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time only goes forward, not by " + TimeText.of(time));
    }
    timers.advance(time.toNanos(), this::runTimer);
  }

  /** Advances the clock to the next timer and runs it; returns false if none is pending. */
  public final boolean fireNext() {
    return timers.fireNext(this::runTimer);
  }

  private void runTimer(Runnable action) {
    callbacks.runTimer(action);
    onTimerEnd();
  }

  /** A timer has run, and its effects are applied. */
  protected void onTimerEnd() {}

  /** The pending timers with label and time left, as {@code relay in 10ms}; the next one first. */
  public final List<String> timers() {
    return timers.describe();
  }

  /** How many timers are pending. Offloaded work whose result was not handed back counts. */
  public final int pendingTimers() {
    return timers.count();
  }

  // ---- calls of the plugin -------------------------------------------------------------------

  /** Creates the plugin, which counts as a callback. */
  protected final void create(Supplier<P> factory) {
    callbacks.start(factory);
  }

  /** Runs a callback that has no bytes to parse. */
  protected final void run(Consumer<P> callback) {
    callbacks.run(callback);
  }

  /**
   * Runs a callback that parses bytes.
   *
   * @throws InvalidProtocolBufferException if the plugin throws it
   */
  protected final void parse(Parser<P> callback) throws InvalidProtocolBufferException {
    callbacks.parse(callback);
  }

  /** Runs a callback that returns something. */
  protected final <T> T call(Question<P, T> callback) {
    return callbacks.call(callback);
  }

  /** Runs a timer's action, or hands back the result of offloaded work, within its callback. */
  protected void runAction(String label, Runnable action) {
    action.run();
  }

  /** Asks the plugin something. Whatever it does meanwhile is an error. */
  protected final <T> T ask(Question<P, T> question) {
    return callbacks.ask(question);
  }

  /**
   * Adds an effect of the current callback.
   *
   * @throws IllegalStateException outside of callbacks
   */
  protected final void effect(Runnable effect) {
    callbacks.effect(effect);
  }

  /**
   * Checks that the plugin has been created.
   *
   * @throws IllegalStateException if it has not
   */
  protected final void requireCreated(String message) {
    callbacks.requireStarted(message);
  }

  /**
   * A callback that may find bytes malformed.
   *
   * @param <P> the type of the plugin
   */
  @FunctionalInterface
  protected interface Parser<P> {
    /**
     * Calls the plugin.
     *
     * @throws InvalidProtocolBufferException if the plugin throws it
     */
    void on(P plugin) throws InvalidProtocolBufferException;
  }

  /**
   * A call that asks the plugin something.
   *
   * @param <P> the type of the plugin
   * @param <T> the type of the answer
   */
  @FunctionalInterface
  protected interface Question<P, T> {
    /** Calls the plugin. */
    T of(P plugin);
  }

  // ---- NodeContext ---------------------------------------------------------------------------

  @Override
  public final RandomGenerator random() {
    return callbacks.random();
  }

  @Override
  public final long nowNanos() {
    return timers.nowNanos();
  }

  @Override
  public final TimerHandle schedule(Duration delay, String label, Runnable action) {
    requireNonNull(action, "action");
    ManualTimers.Timer timer =
        timers.create(PluginContext.delayNanos(delay), label, () -> runAction(label, action));
    callbacks.effect(() -> timers.start(timer));
    return () -> callbacks.effect(() -> timers.cancel(timer));
  }

  /** The work runs when the callback has returned; its result is handed back by a timer. */
  @Override
  public final <T> void offload(Supplier<T> work, Consumer<T> then) {
    requireNonNull(work, "work");
    requireNonNull(then, "then");
    callbacks.afterwards(
        () -> {
          T result = resultOf(work);
          timers.start(
              timers.create(0, OFFLOADED, () -> runAction(OFFLOADED, () -> then.accept(result))));
        });
  }

  @Override
  public final void warn(String what, String remedy) {
    Warning warning = new Warning(requireNonNull(what, "what"), requireNonNull(remedy, "remedy"));
    callbacks.effect(() -> addWarning(warning));
  }
}
