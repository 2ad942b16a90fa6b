package dev.gossip.api.discovery;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;

/**
 * Finds addresses where other nodes may be, and proposes them. Membership decides which of them are
 * dialed. A node may have several. One object per node, called on that node's thread, never
 * re-entered. What it asks for takes effect when the callback returns. Any exception is a bug in
 * the plugin and stops the node, except an {@link InvalidProtocolBufferException} from {@link
 * #onControl}.
 */
@ExtensionPoint
public interface PeerDiscovery {

  /** The node starts. */
  void start();

  /** An attempt to reach an address ended, even if another plugin proposed it. */
  default void onDialOutcome(PeerAddress address, DialOutcome outcome) {}

  /** A node with the same discovery is there: its HELLO was accepted. It may not be a peer yet. */
  default void onNodeUp(PeerId node, PeerAddress address) {}

  /** A node of {@link #onNodeUp} is gone. */
  default void onNodeDown(PeerId node) {}

  /** A control frame arrived from this discovery's counterpart at a candidate or peer. */
  default void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {}

  /** Creates the discovery of a node. */
  @FunctionalInterface
  interface Factory {

    /**
     * Called once per node, before any other method. May schedule timers and offload work, but not
     * propose or resolve: {@link #start} is the first chance.
     */
    PeerDiscovery create(DiscoveryContext context);
  }
}
