package dev.gossip.core.engine.relay;

import static java.util.Objects.requireNonNull;

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
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.services.Counters;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.wire.Frames;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What the relay strategy does at its node. Its calls end here when its callback has returned. */
final class RelayEffects {
  /** More than most nodes have peers. */
  private static final int MAX_UNUSED = 64;

  private final NodeServices services;
  private final Counters counters;
  private final PeerTable peers;
  private final MessageHistory history;
  private final EmbargoedDeliveries embargoed;
  private final SpamControls spam;
  private final LargeMessages large;

  // The frame that was encoded last. A flood sends the same one to every peer.
  private @Nullable GossipMessage lastMessage;
  private ByteString lastHeader = ByteString.EMPTY;
  private ByteString lastFrame = ByteString.EMPTY;

  private final Deque<MessageEffect> unused = new ArrayDeque<>(1);

  RelayEffects(NodeServices services, RelayParts parts) {
    this.services = services;
    this.counters = services.counters();
    this.peers = parts.peers();
    this.history = parts.history();
    this.embargoed = parts.embargoed();
    this.spam = parts.spam();
    this.large = parts.large();
  }

  /**
   * A message has arrived, which a strategy usually relays at once.
   *
   * @param frame its payload frame without a header
   */
  void setArrived(GossipMessage message, ByteString frame) {
    lastMessage = message;
    lastHeader = ByteString.EMPTY;
    lastFrame = frame;
  }

  /** Returns an effect that sends a message. */
  Runnable sending(PeerId to, GossipMessage message, ByteString header, Priority priority) {
    MessageEffect effect = effect(message);
    effect.to = to;
    effect.header = header;
    effect.priority = priority;
    return effect;
  }

  /** Returns an effect that delivers a message. */
  Runnable delivering(GossipMessage message) {
    return effect(message);
  }

  private MessageEffect effect(GossipMessage message) {
    MessageEffect effect = unused.poll();
    if (effect == null) {
      effect = new MessageEffect();
    }
    effect.message = message;
    return effect;
  }

  /** Used again, since there is one for each copy that is sent. */
  private final class MessageEffect implements Runnable {
    private @Nullable GossipMessage message;

    /** The peer to send it to; null to deliver it. */
    private @Nullable PeerId to;

    private ByteString header = ByteString.EMPTY;
    private Priority priority = Priority.RELAYED;

    @Override
    public void run() {
      if (to == null) {
        deliver(requireNonNull(message));
      } else {
        send(to, requireNonNull(message), header, priority);
      }
      message = null;
      to = null;
      header = ByteString.EMPTY;
      if (unused.size() < MAX_UNUSED) {
        unused.push(this);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // equal messages may carry different signatures
  private void send(PeerId to, GossipMessage message, ByteString header, Priority priority) {
    PeerState state = peers.linked(to);
    if (state == null) {
      services.drop(DropReason.PEER_NOT_UP);
      return;
    }
    if (LargeMessages.isLarge(Frames.payloadBytes(message, header))) {
      large.announce(state, message, new LargeMessages.Copy(header, priority));
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
    if (FrameDrops.isQueued(services, frame, state.sendControl(frame))) {
      counters.increment(Metric.CONTROL_FRAMES_SENT);
      counters.add(Metric.CONTROL_BYTES_SENT, frame.size());
    }
  }

  private void deliver(GossipMessage message) {
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
