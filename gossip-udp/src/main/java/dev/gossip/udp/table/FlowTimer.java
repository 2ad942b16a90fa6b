package dev.gossip.udp.table;

import dev.gossip.api.TimerHandle;
import dev.gossip.api.transport.TransportContext;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The timer for what the flow of a link has to do next. The deadline of a flow moves with nearly
 * every datagram, mostly to a later time, so a timer that fires too early is left alone: what it
 * calls looks what is due, and starts it again. One object for all the timers of a link, as long as
 * it does not rest.
 */
public final class FlowTimer implements Runnable {
  private final Link link;
  private final Consumer<Link> onDue;
  private @Nullable TimerHandle handle;
  private long nanos;

  /**
   * @param onDue called when the timer fires, perhaps too early
   */
  public FlowTimer(Link link, Consumer<Link> onDue) {
    this.link = link;
    this.onDue = onDue;
  }

  /** Starts the timer, unless it fires earlier anyway. */
  public void start(TransportContext context, long deadlineNanos, long nowNanos) {
    if (handle != null && deadlineNanos - nanos >= 0) {
      return;
    }
    cancel();
    nanos = deadlineNanos;
    Duration delay = Duration.ofNanos(Math.max(0, deadlineNanos - nowNanos));
    handle = context.schedule(delay, "flow", this);
  }

  /** The timer fires. */
  @Override
  public void run() {
    handle = null;
    onDue.accept(link);
  }

  boolean isStarted() {
    return handle != null;
  }

  void cancel() {
    if (handle != null) {
      handle.cancel();
      handle = null;
    }
  }
}
