package dev.gossip;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the nodes of this process log while it is open, instead of on standard error. */
final class LogRecords extends Handler implements AutoCloseable {
  // A field, because loggers that nobody refers to lose their handlers.
  private final Logger logger = Logger.getLogger(EventLog.LOGGER);
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  LogRecords() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  /** Waits for the next record. */
  String next() throws InterruptedException {
    return lines.take();
  }

  Collection<String> all() {
    return List.copyOf(lines);
  }

  @Override
  public void publish(LogRecord entry) {
    lines.add(entry.getLevel() + " " + entry.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
