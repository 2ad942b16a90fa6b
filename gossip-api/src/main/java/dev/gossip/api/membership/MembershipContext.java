package dev.gossip.api.membership;

import com.google.protobuf.ByteString;
import dev.gossip.api.NodeContext;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import java.util.List;

/**
 * Everything a membership can see and do. To be used on the node's thread, inside callbacks only.
 * Actions take effect when the callback returns; if it throws, none of them does.
 */
public interface MembershipContext extends NodeContext {

  /**
   * The peers that are up, sorted by id, each with its present direction. An immutable snapshot.
   */
  List<Peer> peers();

  /** The addresses that this node knows. */
  AddressBook addresses();

  /** What spam control thinks of a node. */
  Standing standing(PeerId node);

  /** Round-trip time and loss of the link to a peer; {@link LinkStats#NONE} if it is not up. */
  LinkStats stats(PeerId peer);

  /**
   * How many messages a peer was the first to bring since it came up; 0 if it is not up. A measure
   * of its usefulness.
   */
  long firstCopies(PeerId peer);

  /** Makes a candidate a peer. Does nothing if it is no longer there. */
  void accept(PeerId candidate);

  /**
   * Closes the link with a candidate. Does nothing if it is no longer there.
   *
   * @param why one line, sent to the candidate, written from its point of view
   * @param otherAddresses at most {@value #MAX_OTHER_ADDRESSES} addresses that the candidate may
   *     try instead; they are sent with the reason, the first ones first, as far as they fit in a
   *     frame
   * @throws IllegalArgumentException if there are more addresses
   */
  void refuse(PeerId candidate, String why, List<PeerAddress> otherAddresses);

  /** The maximum number of addresses that go with a refusal. */
  int MAX_OTHER_ADDRESSES = 16;

  /**
   * Keeps this node linked with an address, which then counts as chosen by this node: dials it with
   * growing pauses, whenever there is no link with it, until {@link #release}. Host names are
   * resolved at each dial.
   */
  void keep(PeerAddress address);

  /**
   * Ends {@link #keep}, and closes the link that it led to, unless another address that is kept
   * leads to the same peer.
   */
  void release(PeerAddress address);

  /** Dials an address once; {@link Membership#onDialOutcome} says how it ended. */
  void connect(PeerAddress address);

  /**
   * Finds out whether a node of this network is at an address: dials it, exchanges HELLOs, closes
   * the link. {@link Membership#onDialOutcome} says how it ended.
   */
  void feeler(PeerAddress address);

  /**
   * Closes the link with a peer or candidate.
   *
   * @param why one line, sent to the peer, written from its point of view
   */
  void disconnect(PeerId peer, String why);

  /**
   * Protects one outbound peer from the judgement of spam control: while it is protected, its
   * standing neither disconnects nor refuses it, nor makes its frames have no effect. A spam
   * control that discourages it is not asked about its frames; the limits of all others still
   * apply. So nobody who manipulates scores can take all links of this node. The peer that was
   * protected before no longer is. Does nothing if it is not an outbound peer; the protection ends
   * with the link.
   */
  void protect(PeerId peer);

  /**
   * Sends a control frame to this membership's counterpart at a candidate or peer, best effort. If
   * that node does not have the same membership plugin, or the body is too large, the frame is
   * dropped and counted.
   *
   * @param body at most {@link #maxControlBytes} of that node
   */
  void sendControl(PeerId to, ByteString body);

  /**
   * The largest control body that fits in a datagram to a candidate or peer, in bytes; 0 if it is
   * not there, or does not have the same membership plugin.
   */
  int maxControlBytes(PeerId to);
}
