package dev.gossip.core.engine;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import java.io.IOException;
import java.time.Duration;

/**
 * Writes a node's seen log, batch by batch. When the log cannot be written, as on a full disk, the
 * node goes on with what it has in memory, and this tries again from time to time.
 */
final class SeenLogWriter {
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

  /** A disk that is full every other moment does not repeat its warning more often. */
  private static final long WARNING_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private final NodeServices core;
  private final SeenLog log;
  private boolean failing;
  private boolean warned;
  private boolean everWarned;
  private long warnedAtNanos;

  SeenLogWriter(NodeServices core, SeenLog log) {
    this.core = core;
    this.log = log;
  }

  /**
   * Records a message. The events that follow, its delivery among them, wait for {@link #flush}.
   *
   * @param endMillis when it can no longer be accepted again, milliseconds since 1970
   */
  void append(MessageId id, long endMillis) {
    if (log == SeenLog.NONE) {
      return;
    }
    core.holdEvents();
    int lost = log.append(id, endMillis);
    if (lost > 0) {
      core.drop(DropReason.SEEN_LOG_FAILED, lost);
    }
  }

  /** Writes what was recorded and lets the events go. */
  void flush() {
    if (!failing) {
      write();
    }
    core.releaseEvents();
  }

  /** Writes what was recorded, and is done with the log. */
  void close() {
    try {
      log.close();
    } catch (IOException e) {
      core.drop(DropReason.SEEN_LOG_FAILED);
      core.emit(
          new NodeEvent.Warning(
              "the latest seen messages could not be recorded: " + e.getMessage(),
              "they may be delivered again after the next start"));
    } finally {
      // Whatever happens: the event that the node has stopped comes behind those that wait.
      core.releaseEvents();
    }
  }

  private void write() {
    try {
      log.flush();
      failing = false;
      if (warned) {
        warned = false;
        core.emit(
            new NodeEvent.Warning(
                "seen messages are recorded again, those that waited too",
                "nothing is left to do"));
      }
    } catch (IOException e) {
      if (!failing) {
        failing = true;
        warn(e);
      }
      core.schedule(RETRY_INTERVAL, "write the seen log again", this::write);
    }
  }

  private void warn(IOException cause) {
    if (!everWarned || core.nowNanos() - warnedAtNanos >= WARNING_INTERVAL_NANOS) {
      warned = true;
      everWarned = true;
      warnedAtNanos = core.nowNanos();
      core.emit(
          new NodeEvent.Warning(
              "seen messages cannot be recorded, so after a crash they may be delivered again: "
                  + cause.getMessage(),
              "make room or correct what is named; the node goes on and tries again every second"));
    }
  }
}
