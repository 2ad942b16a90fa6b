package dev.gossip.core.engine.peer;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.spec.SharedChannels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One link, from the transport's up to its down, and the state of its exchange of HELLOs. */
public final class PeerState {
  final LinkId link;
  private final Transport transport;
  PeerAddress address;

  private Peer peer;

  /** Whether this node dialed the link, which may be outbound although the other node did. */
  final boolean isDialed;

  /** The peer's HELLO was accepted, so its frames may be processed. */
  boolean helloAccepted;

  /** The peer accepted our HELLO. Together with {@link #helloAccepted}, the peer is up. */
  boolean helloConfirmed;

  boolean up;

  /** The link is there. Kept by {@link LinkedNodes}. */
  boolean hasLink;

  /** It is a peer, maybe one whose link is gone. Kept by {@link LinkedNodes}. */
  boolean isPeer;

  /** How many messages this peer was the first to bring. */
  private long firstCopies;

  // Made when first used, and then for each message; null again when it is out of date.
  private @Nullable Arrival plainArrival;

  /** The control channels that it has in common with this node. */
  SharedChannels channels = SharedChannels.NONE;

  /**
   * Whether it can check the signatures that this node checks; otherwise it only passes them on.
   */
  boolean signsAlike = true;

  /** The address at which it sees this node; null if it did not say. */
  @Nullable PeerAddress observedAddress;

  /** When the user was warned of its clock last; null if never. */
  @Nullable Long clockWarnedNanos;

  // Null while nothing is under way.
  private @Nullable Opening opening;

  PeerState(Transport transport, LinkId link, Peer peer, PeerAddress address) {
    this.transport = transport;
    this.link = link;
    this.address = address;
    this.peer = peer;
    this.isDialed = peer.direction() == Direction.OUTBOUND;
  }

  /** Whether both ends have accepted the HELLO of the other. */
  boolean isAgreed() {
    return helloAccepted && helloConfirmed;
  }

  /** What is under way until the node is a peer; made if there was nothing. */
  Opening opening() {
    if (opening == null) {
      opening = new Opening();
    }
    return opening;
  }

  /** The peer is up, so nothing is under way any longer. */
  void markUp() {
    up = true;
    stopTimer();
    opening = null;
  }

  /** What membership was asked, and has not answered yet; null if there is no question. */
  @Nullable Candidate candidate() {
    return opening == null ? null : opening.candidate;
  }

  /** Membership has answered, or is not to answer any more. */
  void endCandidacy() {
    if (opening != null) {
      opening.candidate = null;
    }
  }

  /** Whether membership has refused it, and its link is closed shortly. */
  boolean isRefused() {
    return opening != null && opening.refusal != null;
  }

  /** Addresses that it named together with a refusal. */
  List<PeerAddress> otherAddresses() {
    return opening == null ? List.of() : opening.otherAddresses;
  }

  /** Whether the peer is up and its link is there. */
  public boolean isLinked() {
    return up && hasLink;
  }

  /** Sends a frame; the caller counts what is dropped. */
  public SendResult send(ByteString frame, Priority priority) {
    return transport.send(link, frame, priority);
  }

  /**
   * Sends a control frame of a plugin, if it fits one datagram: it is best effort, and the peer
   * must not have to keep parts of it.
   */
  public SendResult sendControl(ByteString frame) {
    int datagramBytes = limits().datagramBytes(); // 0 if the link is not up
    return datagramBytes > 0 && frame.size() > datagramBytes
        ? SendResult.TOO_LARGE
        : send(frame, Priority.CONTROL);
  }

  /** Whether its HELLO names the same signing as that of this node. */
  public boolean signsAlike() {
    return signsAlike;
  }

  /** Which frames the link takes now. */
  public FrameLimits limits() {
    return transport.limits(link);
  }

  /** Round-trip time and loss of the link. */
  public LinkStats stats() {
    return transport.stats(link);
  }

  /** This node's number of one of the peer's control channels; -1 if it has none. */
  public int ownChannel(int theirs) {
    return channels.own(theirs);
  }

  /** Whether the peer has one of this node's control channels. */
  public boolean hasChannel(int own) {
    return channels.has(own);
  }

  /** The link now leads to another address. */
  void moveTo(PeerAddress now) {
    address = now;
  }

  void stopTimer() {
    if (opening != null) {
      opening.stopTimer();
    }
  }

  /** This peer was the first to bring a message. */
  public void countFirstCopy() {
    firstCopies++;
  }

  /** How many messages this peer was the first to bring. */
  public long firstCopies() {
    return firstCopies;
  }

  /** How a copy without a header arrives from this peer. */
  public Arrival plainArrival() {
    if (plainArrival == null) {
      plainArrival = new Arrival(peer, ByteString.EMPTY);
    }
    return plainArrival;
  }

  /** The peer as events name it. Not kept, since a simulation has many links. */
  public PeerInfo info() {
    return new PeerInfo(peer.id(), address, peer.direction());
  }

  /** Whether {@link #info} would say the same. */
  public boolean isAs(PeerInfo info) {
    return peer.id().equals(info.id())
        && address.equals(info.address())
        && peer.direction() == info.direction();
  }

  public PeerId id() {
    return peer.id();
  }

  public Peer peer() {
    return peer;
  }

  /** Whether this node chose the peer. */
  boolean isOutbound() {
    return peer.direction() == Direction.OUTBOUND;
  }

  void markOutbound() {
    peer = new Peer(peer.id(), Direction.OUTBOUND);
    plainArrival = null;
  }
}
