package dev.gossip;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Logs the events that need attention: warnings, refusals, unreachable peers, equivocations and
 * failures. Used while the application has no listener for all events, so that a problem is seen
 * although nobody listens.
 */
final class EventLog {
  /** The name of the logger. */
  static final String LOGGER = "dev.gossip";

  // Other nodes choose parts of the texts; a line of them must not look like several.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private final Logger logger;
  private final PeerAddress node;

  /**
   * @param node the address at which the node listens
   */
  EventLog(PeerAddress node) {
    this.logger = System.getLogger(LOGGER);
    this.node = node;
  }

  /** What to log about an event, if anything. */
  Optional<Runnable> entry(NodeEvent event) {
    if (event instanceof NodeEvent.Warning warning) {
      return entry(Level.WARNING, warning.what() + "; " + warning.remedy());
    }
    if (event instanceof NodeEvent.Refused refused) {
      String peer = refused.address() == null ? "a node" : refused.address().toString();
      return entry(
          Level.WARNING,
          "no link with " + peer + ": " + refused.reason() + "; " + refused.remedy());
    }
    if (event instanceof NodeEvent.Unreachable unreachable) {
      return entry(
          Level.WARNING, unreachable.address() + " is unreachable: " + unreachable.reason());
    }
    if (event instanceof NodeEvent.Equivocation equivocation) {
      return entry(
          Level.WARNING,
          "author "
              + equivocation.author()
              + " signed two messages with one sequence number: "
              + equivocation.first()
              + " and "
              + equivocation.second());
    }
    return event instanceof NodeEvent.Stopped stopped && stopped.failed()
        ? entry(Level.ERROR, "the node failed: " + stopped.reason())
        : Optional.empty();
  }

  private Optional<Runnable> entry(Level level, String text) {
    String line = UNPRINTABLE.matcher(node + ": " + text).replaceAll("?");
    return Optional.of(() -> logger.log(level, line));
  }
}
