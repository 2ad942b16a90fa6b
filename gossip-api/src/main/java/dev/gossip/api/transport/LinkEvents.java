package dev.gossip.api.transport;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.util.List;

/** What a transport reports to its node. Call it only on the node's thread. */
public interface LinkEvents {

  /**
   * A link is up: the other end has proved that it receives datagrams at its address.
   *
   * @param peer unique among the links that are up; a transport that cannot verify ids assigns an
   *     id of its own if two peers claim the same one
   * @param direction OUTBOUND if this node dialed, even if the other end's datagram came first
   * @param address OUTBOUND: the address that this node dialed, even if the other end answers from
   *     another one; INBOUND: the address that the connect came from
   */
  void up(LinkId link, PeerId peer, Direction direction, PeerAddress address);

  /**
   * A frame arrived on a link that is up.
   *
   * @param frame read only during the call, so that its memory may be used again, for example for
   *     the next datagram
   * @return false if the frame is malformed; the transport then drops the rest of the datagram, so
   *     that one datagram costs the node at most one malformed frame
   */
  boolean frame(LinkId link, ByteString frame);

  /**
   * Several frames of one datagram follow: a transport may say so before it calls {@link #frame}
   * for each, so that the node looks them up together. What the node does with them is the same.
   *
   * @param frames in the order in which they follow, none of them empty; a transport may use the
   *     list again when it has passed on the last one, or passes on no more of them
   */
  void framesAhead(LinkId link, List<ByteString> frames);

  /** A link went down. Not called for links that this node closed. */
  void down(LinkId link, DownReason reason);

  /**
   * There was no answer from an address that this node dialed.
   *
   * @param why a human-readable reason, one line
   */
  void dialFailed(PeerAddress address, String why);

  /**
   * One end refused the link. Dialing again soon is pointless. Ends the dial, if there was one.
   *
   * @param why a human-readable reason, one line; what to do about it may follow a semicolon
   */
  void refused(PeerAddress address, String why);

  /**
   * The node at an address that this node dialed has proved an id that {@link #mayAccept} said no
   * to. Ends the dial; the node knows for how long it is of no use to dial again.
   *
   * @param why as in {@link #refused}
   */
  void notAccepted(PeerAddress address, PeerId peer, String why);

  /**
   * The node at an address that this node dialed is the one at the other end of a link that is up.
   * Ends the dial: one link is enough.
   */
  void sameNode(PeerAddress address, LinkId link);

  /** The node at an address that this node dialed is this node itself. Ends the dial. */
  void selfDialed(PeerAddress address);

  /**
   * There is room again in the queue of a link, after a frame was dropped as {@link
   * SendResult#NO_ROOM}. The only event that may come inside a call of the node, namely {@link
   * Transport#flush}: frames that the node sends in answer are queued, and may leave with the same
   * flush.
   */
  void room(LinkId link);

  /** The other end of a link now has another address, and has proved that it receives there. */
  void moved(LinkId link, PeerAddress address);

  /**
   * The other end of a link violated the transport's protocol, in a way that nobody else could have
   * caused. Never reported for datagrams that anyone could have forged.
   */
  void violated(LinkId link, Misbehaviour kind);

  /**
   * Whether a node may have a link. Asked when a node claims an id, and again when it has proved
   * it, before {@link #up}. If not, the transport refuses the link.
   */
  boolean mayAccept(PeerId peer);

  /**
   * What to say to a node that may not have a link. Called only after {@link #mayAccept} said no,
   * and only for an id that was proved, if the transport proves ids: nobody else is to learn it.
   */
  CloseReason refusal(PeerId peer);
}
