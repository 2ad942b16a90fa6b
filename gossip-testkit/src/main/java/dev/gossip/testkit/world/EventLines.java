package dev.gossip.testkit.world;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import java.util.function.Function;

/** Events of nodes as lines, for people who look for the cause of a failure. */
final class EventLines {
  private static final int ID_DIGITS = 12;

  private EventLines() {}

  /**
   * A line for an event; empty for one that needs none.
   *
   * @param name of a peer, such as {@code node 3}
   */
  static String text(NodeEvent event, Function<PeerInfo, String> name) {
    if (event instanceof NodeEvent.Ready) {
      return "ready";
    } else if (event instanceof NodeEvent.PeerUp up) {
      return name.apply(up.peer()) + " is up";
    } else if (event instanceof NodeEvent.PeerDown down) {
      return name.apply(down.peer()) + " is down: " + down.reason();
    } else if (event instanceof NodeEvent.Discouraged discouraged) {
      return "discouraged " + name.apply(discouraged.peer()) + ": " + discouraged.why().rule();
    } else if (event instanceof NodeEvent.PeerMoved moved) {
      return name.apply(moved.peer()) + " moved from " + moved.before();
    } else if (event instanceof NodeEvent.Published published) {
      return "published " + shortened(published.message()) + " to " + published.peers() + " peers";
    } else if (event instanceof NodeEvent.Delivered delivered) {
      return "delivered "
          + shortened(delivered.message())
          + " from "
          + name.apply(delivered.from());
    } else if (event instanceof NodeEvent.Refused refused) {
      return "refused " + refused.address() + ": " + refused.reason() + "; " + refused.remedy();
    } else if (event instanceof NodeEvent.Unreachable unreachable) {
      return "cannot reach " + unreachable.address() + ": " + unreachable.reason();
    } else if (event instanceof NodeEvent.Warning warning) {
      return "warning: " + warning.what() + "; " + warning.remedy();
    } else if (event instanceof NodeEvent.Equivocation twice) {
      return "author signed both " + twice.first() + " and " + twice.second();
    } else if (event instanceof NodeEvent.Stopped stopped) {
      return (stopped.failed() ? "failed: " : "stopped: ") + stopped.reason();
    }
    return "";
  }

  private static String shortened(GossipMessage message) {
    return "message " + message.id().toString().substring(0, ID_DIGITS);
  }
}
