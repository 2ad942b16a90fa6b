package dev.gossip.cli.control;

import dev.gossip.api.PeerAddress;
import java.util.List;
import java.util.Optional;

/** The nodes of this process that a control port serves. Thread-safe. */
public interface ServedNetwork {

  /** Where the nodes listen, also those that are down now, in the order in which to show them. */
  List<PeerAddress> addresses();

  /** Returns the node at an address; empty if there is none, or if it is down. */
  Optional<ServedNode> find(PeerAddress address);

  /** The network of a single node, which stays up as long as the port. */
  static ServedNetwork of(ServedNode node) {
    PeerAddress address = node.node().address();
    return new ServedNetwork() {
      @Override
      public List<PeerAddress> addresses() {
        return List.of(address);
      }

      @Override
      public Optional<ServedNode> find(PeerAddress other) {
        return other.equals(address) ? Optional.of(node) : Optional.empty();
      }
    };
  }
}
