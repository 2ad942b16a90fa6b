package dev.gossip.core.engine.relay;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.PeerTable;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginFailure;
import java.util.ArrayList;
import java.util.List;

/** Signs the messages of a node, remembers them, and hands them to the relay strategy. */
public final class Publisher {
  private final NodeServices services;
  private final MessageSigning signing;
  private final boolean signs;
  private final MessageHistory history;
  private final PeerTable peers;
  private final RelayHost relay;

  /**
   * Creates the publisher of a node.
   *
   * @param signs whether the node's messages have an author
   */
  public Publisher(
      NodeServices services,
      MessageSigning signing,
      boolean signs,
      MessageHistory history,
      PeerTable peers,
      RelayHost relay) {
    this.services = services;
    this.signing = signing;
    this.signs = signs;
    this.history = history;
    this.peers = peers;
    this.relay = relay;
  }

  /** Publishes messages that are not signed yet. */
  public void publish(List<GossipMessage> unsigned) {
    List<GossipMessage> messages = signs ? sign(unsigned) : unsigned;
    // Before the first copy leaves: after a crash, a copy that comes back must not count as new.
    messages.forEach(history::appendToLog);
    history.flush();
    messages.forEach(message -> history.touch(message.id()));
    for (GossipMessage message : messages) {
      history.remember(message);
      history.confirm(message);
      services.counters().increment(Metric.MESSAGES_PUBLISHED);
      services.emit(new NodeEvent.Published(message, peers.peers().size()));
      relay.publish(message);
    }
  }

  private List<GossipMessage> sign(List<GossipMessage> messages) {
    List<ByteString> bytes = messages.stream().map(GossipMessage::signedBytes).toList();
    return PluginFailure.guard(
        services.plugins().signing().id(),
        "sign",
        () -> {
          List<ByteString> signatures = signing.sign(bytes);
          if (signatures.size() != bytes.size()) {
            throw new IllegalStateException(
                signatures.size() + " signatures for " + bytes.size() + " messages");
          }
          List<GossipMessage> signed = new ArrayList<>();
          for (int i = 0; i < bytes.size(); i++) {
            signed.add(messages.get(i).withSignature(signatures.get(i)));
          }
          return signed;
        });
  }
}
