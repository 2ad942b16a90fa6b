package dev.gossip.api.transport;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;

/** What a transport tells its node. Called on the node's thread. */
public interface LinkEvents {

  /**
   * A link is up: the other end has proved that it receives at its address.
   *
   * @param peer unique among the links that are up; a transport that cannot verify ids uses an id
   *     of its own choice where two peers claim one
   * @param direction OUTBOUND if this node dialled, no matter whose datagram came first
   * @param address the address that this node dialled, also where the other end answers from
   *     another one; else where the connect came from
   */
  void up(LinkId link, PeerId peer, Direction direction, PeerAddress address);

  /**
   * A frame arrived on a link that is up.
   *
   * @return false if the frame is malformed; the transport then drops what follows it in the same
   *     datagram, so that no datagram makes the node handle more than one malformed frame
   */
  boolean frame(LinkId link, ByteString frame);

  /** A link that was up is gone. Not called for links that this node closed. */
  void down(LinkId link, DownReason reason);

  /** Nobody answered at an address that was dialled. */
  void dialFailed(PeerAddress address, String why);

  /**
   * A link did not come about because one end does not want the other, and waiting will not mend
   * it. Ends a dial, if one was under way.
   */
  void refused(PeerAddress address, String why);
}
