package dev.gossip.cli;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import java.util.SortedMap;

/** Shows what happens at nodes. Called from several threads. */
interface EventPrinter {

  /** Something happened at a node. */
  void print(PeerAddress node, NodeEvent event);

  /** A node is ready for use. */
  void ready(PeerAddress node);

  /** A message was not accepted at a node, so it does not travel. */
  void notSent(PeerAddress node, PublishOutcome outcome);

  /** A node stopped, with the last state of its metrics. */
  void stopped(PeerAddress node, NodeEvent.Stopped event, SortedMap<String, Long> metrics);

  /** Something to say to a person; on stderr where stdout is for a program. */
  void say(String line);
}
