package dev.gossip.core.engine.services;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.NodeContext;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.NodeEvent;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the contexts of all plugins share. Actions that run later are callbacks of their own:
 * guarded under the plugin's id, and limited in number.
 */
public abstract class PluginContext implements NodeContext {
  /** As for the durations of settings: 100 years leave room for sums of nanoseconds. */
  private static final Duration MAX_DELAY = Duration.ofDays(36_500);

  private final NodeServices services;
  private final PluginCalls calls;
  private final String stream;
  private final int maxWaiting;
  // Null before its first use, since most plugins need none.
  private @Nullable RandomGenerator random;
  private int waiting;

  /**
   * Creates the context of one plugin.
   *
   * @param calls runs its callbacks
   * @param stream names its random stream
   * @param maxWaiting how many actions may wait; {@link Integer#MAX_VALUE} if the plugin's own
   *     limits bound them
   */
  protected PluginContext(NodeServices services, PluginCalls calls, String stream, int maxWaiting) {
    this.services = services;
    this.calls = calls;
    this.stream = stream;
    this.maxWaiting = maxWaiting;
  }

  /** The services of the node. */
  protected final NodeServices services() {
    return services;
  }

  /** Takes an effect of the current callback. */
  protected final void act(Runnable effect) {
    calls.add(effect);
  }

  /** The number of actions that wait has changed. */
  protected void onWaitingChanged(int nowWaiting) {}

  @Override
  public final String network() {
    return services.network();
  }

  @Override
  public final PeerId self() {
    return services.identity().id();
  }

  @Override
  public final RandomGenerator random() {
    if (random == null) {
      random = services.randomStream(stream);
    }
    return random;
  }

  @Override
  public final long nowNanos() {
    return services.nowNanos();
  }

  @Override
  public final TimerHandle schedule(Duration delay, String label, Runnable action) {
    requireNonNull(action, "action");
    requireRoomForAction();
    PluginTimer timer = new PluginTimer(label);
    long deadlineNanos = services.nowNanos() + delayNanos(delay);
    calls.addAction(
        () -> {
          setWaiting(waiting + 1);
          services.timers().start(timer, deadlineNanos, action);
        });
    return timer;
  }

  /** The delay of a timer in nanoseconds: 0 if it is negative, and 100 years if it is longer. */
  public static long delayNanos(Duration delay) {
    if (delay.isNegative()) {
      return 0;
    }
    return (delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay).toNanos();
  }

  @Override
  public final <T> void offload(Supplier<T> work, Consumer<T> then) {
    requireNonNull(work, "work");
    requireNonNull(then, "then");
    this.<OffloadedWork<T>>awaitResult(
        done -> {
          OffloadedWork<T> task = new OffloadedWork<>(work);
          services.offload(task, () -> done.accept(task));
        },
        "offloaded work",
        task -> then.accept(task.result()));
  }

  /**
   * Starts something when the current event has ended, and handles its result as a callback of its
   * own. It counts as an action that waits.
   *
   * @param start gets what it has to call with the result, at once or later
   * @param where names the callback
   */
  protected final <R> void awaitResult(
      Consumer<Consumer<R>> start, String where, Consumer<R> then) {
    requireRoomForAction();
    calls.addAction(
        () -> {
          setWaiting(waiting + 1);
          // Through a timer, so that the result is handled as an event of its own even if the
          // runtime has no other threads and has the result at once.
          services.afterEvent(
              () ->
                  start.accept(
                      result ->
                          services
                              .timers()
                              .schedule(
                                  services.nowNanos(),
                                  calls.pluginId(),
                                  where,
                                  () -> finish(where, result, then))));
        });
  }

  private <R> void finish(String where, R result, Consumer<R> then) {
    setWaiting(waiting - 1);
    calls.run(where, () -> then.accept(result));
  }

  private void requireRoomForAction() {
    // The actions that the current callback asked for count, too.
    if (waiting + calls.requestedActions() >= maxWaiting) {
      throw new IllegalStateException(
          "a plugin may have at most " + maxWaiting + " waiting actions (gossip.max-timers)");
    }
  }

  private void setWaiting(int count) {
    waiting = count;
    onWaitingChanged(count);
  }

  @Override
  public final void warn(String what, String remedy) {
    requireNonNull(what, "what");
    requireNonNull(remedy, "remedy");
    calls.add(() -> services.emit(new NodeEvent.Warning(what, remedy)));
  }

  /** Work on another thread, and what it brings. */
  private static final class OffloadedWork<T> implements Runnable {
    private final Supplier<T> work;
    // Written by the thread that does the work, read on the node's thread afterwards.
    private @Nullable T result;
    private @Nullable Throwable failure;

    OffloadedWork(Supplier<T> work) {
      this.work = work;
    }

    @Override
    public void run() {
      try {
        result = work.get();
      } catch (Throwable e) {
        failure = e;
      }
    }

    T result() {
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      return requireNonNull(result, "the work returned null");
    }
  }

  /** Scheduled and cancelled as effects, so that a callback that throws does neither. */
  private final class PluginTimer extends Timer {
    PluginTimer(String label) {
      super(label);
    }

    @Override
    String owner() {
      return calls.pluginId();
    }

    @Override
    void run(Runnable dueAction) {
      setWaiting(waiting - 1);
      calls.runTimer(label(), dueAction);
    }

    @Override
    public void cancel() {
      calls.add(
          () -> {
            if (services.timers().cancel(this)) {
              setWaiting(waiting - 1);
            }
          });
    }
  }
}
