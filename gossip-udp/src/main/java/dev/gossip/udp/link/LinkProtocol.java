package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How links come up and what their datagrams look like: one implementation per format version. */
public interface LinkProtocol {

  /** The version of the datagram format that {@link #onDatagram} understands. */
  byte version();

  /**
   * Tries to connect to an address.
   *
   * @param expected the id that the node there must have; null for any
   */
  void dial(PeerAddress address, @Nullable PeerId expected);

  /**
   * Handles a datagram of this version.
   *
   * @param datagram the whole datagram, positioned after the type
   */
  void onDatagram(PeerAddress from, byte type, ByteBuffer datagram);

  /** Handles a datagram of another version, positioned after the type. */
  void onOtherVersion(PeerAddress from, byte version, byte type, ByteBuffer datagram);
}
