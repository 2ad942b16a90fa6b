package dev.gossip.core.engine.peer;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One link, from the transport's up to its down, and the state of its exchange of HELLOs. */
public final class PeerState {
  // An honest peer sends at most eight: one every 250 ms, and a reply to each of this node's. Four
  // times as many leave room for a network that duplicates datagrams.
  private static final int MAX_EXTRA_FRAMES_PER_SECOND = 32;
  private static final long SECOND_NANOS = 1_000_000_000;

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

  /** What membership was asked, and has not answered yet; null if there is no question. */
  @Nullable Candidate candidate;

  /** Why membership has refused it, while its link is closed shortly; null if it has not. */
  @Nullable String refusal;

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

  /** Addresses that it named together with a refusal. */
  List<PeerAddress> otherAddresses = List.of();

  /** Repeats the HELLO; of a candidate, ends the wait for membership's answer. */
  @Nullable TimerHandle timer;

  /** When the user was warned of its clock last; null if never. */
  @Nullable Long clockWarnedNanos;

  // Bytes, and few objects: a simulation has many links.
  byte hellosSent;
  private byte extraFramesThisSecond;
  private long secondStartNanos;

  PeerState(Transport transport, LinkId link, Peer peer, PeerAddress address, long nowNanos) {
    this.transport = transport;
    this.link = link;
    this.secondStartNanos = nowNanos;
    this.address = address;
    this.peer = peer;
    this.isDialed = peer.direction() == Direction.OUTBOUND;
  }

  /** Whether both ends have accepted the HELLO of the other. */
  boolean isAgreed() {
    return helloAccepted && helloConfirmed;
  }

  /** Whether membership has refused it, and its link is closed shortly. */
  boolean isRefused() {
    return refusal != null;
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
    if (timer != null) {
      timer.cancel();
      timer = null;
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

  /**
   * Whether one more HELLO, or control frame of a candidate, may be decoded and answered. Spam
   * control cannot limit these, since it knows only peers.
   */
  boolean mayProcessExtraFrame(long nowNanos) {
    if (nowNanos - secondStartNanos >= SECOND_NANOS) {
      secondStartNanos = nowNanos;
      extraFramesThisSecond = 0;
    }
    if (extraFramesThisSecond == MAX_EXTRA_FRAMES_PER_SECOND) {
      return false;
    }
    extraFramesThisSecond++;
    return true;
  }

  void markOutbound() {
    peer = new Peer(peer.id(), Direction.OUTBOUND);
    plainArrival = null;
  }
}
