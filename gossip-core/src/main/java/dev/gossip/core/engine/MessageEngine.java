package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.ClockWarnings;
import dev.gossip.core.engine.peer.PeerListener;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.peer.PeerTable;
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.relay.Publisher;
import dev.gossip.core.engine.relay.RelayHost;
import dev.gossip.core.engine.services.Counters;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.verify.MessageIntake;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.proto.Control;
import dev.gossip.core.proto.Hello;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Takes the frames of the peers and the messages of the application to the parts of the engine that
 * handle them.
 */
final class MessageEngine implements PeerListener {

  /** The parts. */
  record Parts(
      PeerTable peers,
      SpamControls spam,
      ClockWarnings clocks,
      MessageHistory history,
      MessageIntake intake,
      RelayHost relay,
      Publisher publisher,
      PluginChannels channels,
      LargeMessages large) {}

  private final NodeServices services;
  private final Counters counters;
  private final PeerTable peers;
  private final SpamControls spam;
  private final ClockWarnings clocks;
  private final MessageHistory history;
  private final MessageIntake intake;
  private final RelayHost relay;
  private final Publisher publisher;
  private final PluginChannels channels;
  private final LargeMessages large;

  MessageEngine(NodeServices services, Parts parts) {
    this.services = services;
    this.counters = services.counters();
    this.peers = parts.peers;
    this.spam = parts.spam;
    this.clocks = parts.clocks;
    this.history = parts.history;
    this.intake = parts.intake;
    this.relay = parts.relay;
    this.publisher = parts.publisher;
    this.channels = parts.channels;
    this.large = parts.large;
  }

  // ---- peers ---------------------------------------------------------------------------------

  @Override
  public void onPeerUp(PeerState state) {
    peers.add(state);
    spam.onPeerUp(state.peer());
    relay.onPeerUp(state.peer());
  }

  @Override
  public void onPeerLeaving(PeerState state, Runnable then) {
    large.onLinkGone(state);
    intake.onPeerLeaving(state, then);
  }

  @Override
  public void onPeerDown(PeerState state) {
    peers.remove(state);
    spam.onPeerDown(state.peer());
    relay.onPeerDown(state.peer());
  }

  @Override
  public void onRoom(PeerState state) {
    large.onRoom(state);
    relay.onRoom(state.peer());
  }

  @Override
  public void onClosing() {
    intake.close();
  }

  // ---- frames --------------------------------------------------------------------------------

  @Override
  public void onFramesAhead(List<ByteString> frames) {
    intake.expect(frames);
  }

  @Override
  public boolean onFrame(PeerState from, ByteString frame) {
    switch (frame.byteAt(0)) {
      case Frames.PAYLOAD -> {
        counters.increment(Metric.PAYLOAD_FRAMES_RECEIVED);
        return !isAdmitted(from, Cost.PAYLOAD, frame) || intake.onPayload(from, frame);
      }
      case Frames.CONTROL -> {
        counters.increment(Metric.CONTROL_FRAMES_RECEIVED);
        return !isAdmitted(from, Cost.CONTROL, frame)
            || onControl(from, frame, number -> isHeard(from, number));
      }
      case Frames.ANNOUNCEMENT -> {
        return !isAdmitted(from, Cost.CONTROL, frame) || large.onAnnouncement(from, frame);
      }
      case Frames.REQUEST -> {
        return !isAdmitted(from, Cost.CONTROL, frame)
            || large.onRequest(from, frame, relay::mayReveal);
      }
      default -> {
        return !isAdmitted(from, Cost.CONTROL, frame);
      }
    }
  }

  private boolean isHeard(PeerState from, int channel) {
    return (channels.isOfRelay(channel) && relay.hearsDoubtedPeers()) || isBelieved(from);
  }

  /** Whether control frames of a peer have an effect, given its standing. */
  private boolean isBelieved(PeerState from) {
    boolean believed = spam.isBelieved(from.id());
    if (!believed) {
      services.drop(DropReason.REFUSED_BY_SPAM_CONTROL);
    }
    return believed;
  }

  @Override
  public boolean onCandidateControl(PeerState from, ByteString frame) {
    counters.increment(Metric.CONTROL_FRAMES_RECEIVED);
    return !isBelieved(from) || onControl(from, frame, number -> !channels.isOfRelay(number));
  }

  private boolean isAdmitted(PeerState from, Cost cost, ByteString frame) {
    return spam.admit(from.peer(), cost, Math.max(frame.size(), Cost.MIN_FRAME_BYTES));
  }

  @Override
  public void onHello(PeerState from, Hello hello) {
    clocks.onHello(from, hello);
  }

  @Override
  public void onMalformedFrame(PeerState from) {
    onMisbehaviour(from, Misbehaviour.MALFORMED_FRAME);
  }

  @Override
  public void onMisbehaviour(PeerState from, Misbehaviour kind) {
    spam.onMisbehaviour(from.peer(), kind);
  }

  private boolean onControl(PeerState from, ByteString frame, IntPredicate isWanted) {
    try {
      Control control = Frames.body(Frames.CONTROL_PARSER, frame);
      return channels.onControl(from, control.getChannel(), control.getBody(), isWanted);
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  // ---- the application -----------------------------------------------------------------------

  /** See {@link Node#publish}. */
  void publish(List<GossipMessage> unsigned) {
    publisher.publish(unsigned);
  }

  /** Whether this node accepts messages of an author on a topic. Any thread. */
  boolean trusts(AuthorId author, String topic) {
    return intake.trusts(author, topic);
  }

  /** Whether large messages of this node are announced to peers that have not requested them. */
  boolean hasOffers() {
    for (Peer peer : peers.peers()) {
      PeerState state = peers.linked(peer.id());
      if (state != null && large.ownBytes(state) > 0) {
        return true;
      }
    }
    return false;
  }

  /** See {@link Node#publishRoom}. */
  PublishRoom publishRoom() {
    PublishRoom room = null;
    for (Peer peer : peers.peers()) {
      PeerState state = peers.linked(peer.id());
      if (state != null) {
        room = room == null ? PublishRoom.unlimited() : room;
        room.limit(state.limits().ownRoomBytes(), large.ownBytes(state));
      }
    }
    return room == null ? PublishRoom.none() : room;
  }

  /** See {@link Node#peers}. */
  List<Peer> peers() {
    return peers.peers();
  }

  /** See {@link Node#linkStats}. */
  SortedMap<PeerId, LinkStats> linkStats() {
    SortedMap<PeerId, LinkStats> stats = new TreeMap<>();
    for (Peer peer : peers.peers()) {
      PeerState state = peers.linked(peer.id());
      if (state != null) {
        stats.put(peer.id(), state.stats());
      }
    }
    return stats;
  }

  /** Ends a batch: writes the seen log and passes on the events that wait for it. */
  void flush() {
    history.flush();
  }

  void close() {
    intake.discardPending();
    peers.clear();
    history.close();
  }
}
