package dev.gossip.core.engine.memory;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.services.NodeServices;
import java.io.IOException;
import java.time.Duration;

/**
 * Writes a node's seen log, batch by batch. While the log cannot be written, for example because
 * the disk is full, the node continues with the ids in memory, and writing is retried.
 */
final class SeenLogWriter {
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

  /** The shortest time between two warnings, for a disk that is repeatedly full. */
  private static final long WARNING_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private final NodeServices services;
  private final SeenLog log;
  private boolean failing;
  private boolean warned;
  private boolean everWarned;
  private long warnedAtNanos;

  SeenLogWriter(NodeServices services, SeenLog log) {
    this.services = services;
    this.log = log;
  }

  /**
   * Records a message. The events that follow, including its delivery, wait for {@link #flush}.
   *
   * @param endMillis when it can no longer be accepted, milliseconds since 1970
   */
  void append(MessageId id, long endMillis) {
    services.holdEvents();
    int lost = log.append(id, endMillis);
    if (lost > 0) {
      services.drop(DropReason.SEEN_LOG_FAILED, lost);
    }
  }

  /** Writes what was recorded and passes on the events that wait. */
  void flush() {
    if (!failing) {
      write();
    }
    services.releaseEvents();
  }

  /** Writes what was recorded, and releases the log. */
  void close() {
    try {
      log.close();
    } catch (IOException e) {
      services.drop(DropReason.SEEN_LOG_FAILED);
      services.emit(
          new NodeEvent.Warning(
              "the latest seen messages could not be recorded: " + e.getMessage(),
              "they may be delivered again after the next start"));
    } finally {
      // In any case: the event that the node has stopped comes after those that wait.
      services.releaseEvents();
    }
  }

  private void write() {
    try {
      log.flush();
      failing = false;
      if (warned) {
        warned = false;
        services.emit(
            new NodeEvent.Warning(
                "seen messages are recorded again, including those that waited",
                "no action is needed"));
      }
    } catch (IOException e) {
      if (!failing) {
        failing = true;
        warn(e);
      }
      services.schedule(RETRY_INTERVAL, "write the seen log again", this::write);
    }
  }

  private void warn(IOException cause) {
    if (!everWarned || services.nowNanos() - warnedAtNanos >= WARNING_INTERVAL_NANOS) {
      warned = true;
      everWarned = true;
      warnedAtNanos = services.nowNanos();
      services.emit(
          new NodeEvent.Warning(
              "seen messages cannot be recorded, so after a crash they may be delivered again: "
                  + cause.getMessage(),
              "make room on the disk or fix the named error; the node retries every second"));
    }
  }
}
