package dev.gossip.cli.text;

import dev.gossip.api.AuthorId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import java.util.SortedMap;

/** Prints the events of nodes. Called from several threads. */
public interface EventPrinter {

  /** A node has started and receives datagrams. */
  void listening(PeerAddress node, PeerId id, AuthorId author);

  /** An event occurred at a node. */
  void print(PeerAddress node, NodeEvent event);

  /** A node is ready for use. */
  void ready(PeerAddress node);

  /** The input of a node waits, because no peer is up. */
  void waiting(PeerAddress node);

  /** A node did not accept a message for publishing. */
  void notSent(PeerAddress node, PublishOutcome outcome);

  /** A node stopped, with its final metrics. */
  void stopped(PeerAddress node, NodeEvent.Stopped event, SortedMap<String, Long> metrics);

  /** Prints a line for people; on stderr if stdout is for programs. */
  void say(String line);

  /** Returns a printer that passes every call to this one, then to another. */
  default EventPrinter and(EventPrinter other) {
    EventPrinter first = this;
    return new EventPrinter() {
      @Override
      public void listening(PeerAddress node, PeerId id, AuthorId author) {
        first.listening(node, id, author);
        other.listening(node, id, author);
      }

      @Override
      public void print(PeerAddress node, NodeEvent event) {
        first.print(node, event);
        other.print(node, event);
      }

      @Override
      public void ready(PeerAddress node) {
        first.ready(node);
        other.ready(node);
      }

      @Override
      public void waiting(PeerAddress node) {
        first.waiting(node);
        other.waiting(node);
      }

      @Override
      public void notSent(PeerAddress node, PublishOutcome outcome) {
        first.notSent(node, outcome);
        other.notSent(node, outcome);
      }

      @Override
      public void stopped(
          PeerAddress node, NodeEvent.Stopped event, SortedMap<String, Long> metrics) {
        first.stopped(node, event, metrics);
        other.stopped(node, event, metrics);
      }

      @Override
      public void say(String line) {
        first.say(line);
        other.say(line);
      }
    };
  }
}
