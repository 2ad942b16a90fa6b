package dev.gossip.core.engine.relay;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.Priority;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.FrameDrops;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.peer.PeerTable;
import dev.gossip.core.engine.services.Counters;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.wire.Frames;
import org.jspecify.annotations.Nullable;

/** What the relay strategy does at its node. Its calls end here when its callback has returned. */
final class RelayEffects {
  private final NodeServices services;
  private final Counters counters;
  private final PeerTable peers;
  private final MessageHistory history;
  private final EmbargoedDeliveries embargoed;
  private final SpamControls spam;

  // The frame that was encoded last. A flood sends the same one to every peer.
  private @Nullable GossipMessage lastMessage;
  private ByteString lastHeader = ByteString.EMPTY;
  private ByteString lastFrame = ByteString.EMPTY;

  RelayEffects(
      NodeServices services,
      PeerTable peers,
      MessageHistory history,
      EmbargoedDeliveries embargoed,
      SpamControls spam) {
    this.services = services;
    this.counters = services.counters();
    this.peers = peers;
    this.history = history;
    this.embargoed = embargoed;
    this.spam = spam;
  }

  @SuppressWarnings("ReferenceEquality") // equal messages may carry different signatures
  void send(PeerId to, GossipMessage message, ByteString header, Priority priority) {
    PeerState state = peers.linked(to);
    if (state == null) {
      services.drop(DropReason.PEER_NOT_UP);
      return;
    }
    if (message != lastMessage || !header.equals(lastHeader)) {
      lastFrame = Frames.payload(message, header);
      lastMessage = message;
      lastHeader = header;
    }
    if (FrameDrops.isQueued(services, lastFrame, state.send(lastFrame, priority))) {
      counters.increment(Metric.PAYLOAD_FRAMES_SENT);
      counters.add(Metric.PAYLOAD_BYTES_SENT, lastFrame.size());
    }
  }

  void sendControl(PeerId to, int channel, ByteString body) {
    PeerState state = peers.linked(to);
    if (state == null) {
      services.drop(DropReason.PEER_NOT_UP);
      return;
    }
    if (!state.hasChannel(channel)) {
      services.drop(DropReason.CHANNEL_NOT_SHARED);
      return;
    }
    ByteString frame = Frames.control(channel, body);
    if (FrameDrops.isQueued(services, frame, state.send(frame, Priority.CONTROL))) {
      counters.increment(Metric.CONTROL_FRAMES_SENT);
      counters.add(Metric.CONTROL_BYTES_SENT, frame.size());
    }
  }

  void deliver(GossipMessage message) {
    EmbargoedDeliveries.Release release = embargoed.release(message.id());
    if (release == null) {
      services.drop(DropReason.NOT_AWAITING_DELIVERY);
      return;
    }
    counters.set(Metric.HELD_BACK, embargoed.size());
    history.release(message.id());
    PeerState from = release.from();
    if (from != null) {
      // Not earlier: an embargoed message that is lost in a crash must be accepted when it comes
      // again.
      history.appendToLog(message);
      counters.increment(Metric.MESSAGES_DELIVERED);
      services.emit(new NodeEvent.Delivered(message, from.info()));
    }
  }

  void report(PeerId peer, Misbehaviour kind) {
    PeerState state = peers.find(peer);
    if (state != null) {
      spam.onMisbehaviour(state.peer(), kind);
    }
  }
}
