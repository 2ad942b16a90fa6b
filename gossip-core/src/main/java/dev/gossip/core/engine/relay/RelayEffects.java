package dev.gossip.core.engine.relay;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.transport.Priority;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.FrameDrops;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.peer.PeerTable;
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.services.Counters;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.Lazily;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.wire.Frames;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the relay strategy does at its node. Its calls end here when its callback has returned. */
final class RelayEffects {
  /** More than a callback of most strategies needs. */
  private static final int MAX_REUSED = 64;

  private static final int MIN_RECEIVERS = 4;
  private static final @Nullable PeerId[] NOBODY = {};

  private final NodeServices services;
  private final Journal journal;
  private final Counters counters;
  private final PeerTable peers;
  private final MessageHistory history;
  private final EmbargoedDeliveries embargoed;
  private final SpamControls spam;
  private final LargeMessages large;

  // The frame that was encoded last. A strategy mostly sends the same one to several peers.
  private @Nullable GossipMessage lastMessage;
  private ByteString lastHeader = ByteString.EMPTY;
  private ByteString lastFrame = ByteString.EMPTY;

  // Of the latest delivery. Several in a row are of the same peer.
  private @Nullable PeerInfo latestInfo;

  // Used again in each callback, the first ones first.
  private List<MessageEffect> reused = Collections.emptyList();
  private int used;
  private int callback;

  RelayEffects(NodeServices services, Journal journal, RelayParts parts) {
    this.services = services;
    this.journal = journal;
    this.counters = services.counters();
    this.peers = parts.peers();
    this.history = parts.history();
    this.embargoed = parts.embargoed();
    this.spam = parts.spam();
    this.large = parts.large();
  }

  /**
   * Lets the latest effect of the callback send its message to another peer as well. A flood so has
   * one effect, however many peers there are.
   *
   * @return false if that effect is another one, or there is none
   */
  boolean alsoSend(PeerId to, GossipMessage message, ByteString header, Priority priority) {
    if (journal.latest() instanceof MessageEffect effect
        && effect.sends(message, header, priority)) {
      effect.add(to);
      return true;
    }
    return false;
  }

  /** Returns an effect that sends a message. */
  Runnable sending(PeerId to, GossipMessage message, ByteString header, Priority priority) {
    MessageEffect effect = effect(message, header, priority);
    effect.add(to);
    return effect;
  }

  /** Returns an effect that delivers a message, to which a flood of it may be added. */
  Runnable delivering(GossipMessage message, Priority priority) {
    MessageEffect effect = effect(message, ByteString.EMPTY, priority);
    effect.delivers = true;
    return effect;
  }

  private MessageEffect effect(GossipMessage message, ByteString header, Priority priority) {
    if (callback != journal.callbacks()) {
      callback = journal.callbacks();
      used = 0;
    }
    MessageEffect effect;
    if (used < reused.size()) {
      effect = reused.get(used++);
    } else {
      effect = new MessageEffect();
      if (used < MAX_REUSED) {
        reused = Lazily.forAdd(reused);
        reused.add(effect);
        used++;
      }
    }
    effect.start(message, header, priority);
    return effect;
  }

  /**
   * Delivers a message, or not, and sends it to some peers. Used again, and it changes a reference
   * only when there is another one: the garbage collector is informed of each reference that is
   * stored in an old object, and that would take longer than the rest.
   */
  private final class MessageEffect implements Runnable {
    private @Nullable GossipMessage message;
    private ByteString header = ByteString.EMPTY;
    private Priority priority = Priority.RELAYED;
    private boolean delivers;
    private @Nullable PeerId[] to = NOBODY;
    private int receivers;

    @SuppressWarnings("ReferenceEquality")
    void start(GossipMessage newMessage, ByteString newHeader, Priority newPriority) {
      message = newMessage;
      if (header != newHeader) {
        header = newHeader;
      }
      if (priority != newPriority) {
        priority = newPriority;
      }
      delivers = false;
      receivers = 0;
    }

    @SuppressWarnings("ReferenceEquality") // equal messages may carry different signatures
    boolean sends(GossipMessage sent, ByteString with, Priority at) {
      return message == sent && header == with && priority == at;
    }

    @SuppressWarnings("ReferenceEquality")
    void add(PeerId receiver) {
      if (receivers == to.length) {
        to = Arrays.copyOf(to, Math.max(MIN_RECEIVERS, 2 * receivers));
      }
      if (to[receivers] != receiver) {
        to[receivers] = receiver;
      }
      receivers++;
    }

    @Override
    public void run() {
      GossipMessage current = requireNonNull(message);
      if (delivers) {
        deliver(current);
      }
      for (int i = 0; i < receivers; i++) {
        send(requireNonNull(to[i]), current, header, priority);
      }
      message = null;
      if (!header.isEmpty()) {
        header = ByteString.EMPTY;
      }
    }
  }

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
    ByteString frame = frame(message, header);
    if (FrameDrops.isQueued(services, frame, state.send(frame, priority))) {
      counters.increment(Metric.PAYLOAD_FRAMES_SENT);
      counters.add(Metric.PAYLOAD_BYTES_SENT, frame.size());
    }
  }

  /**
   * Nearly always the frame that the message keeps, so that this object, which is old, refers to no
   * new one.
   */
  @SuppressWarnings("ReferenceEquality") // equal messages may carry different signatures
  private ByteString frame(GossipMessage message, ByteString header) {
    if (header.isEmpty() && !message.frame().isEmpty()) {
      return message.frame();
    }
    if (message != lastMessage || !header.equals(lastHeader)) {
      lastFrame = Frames.payload(message, header);
      lastMessage = message;
      lastHeader = header;
    }
    return lastFrame;
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
      services.emit(new NodeEvent.Delivered(message, info(from)));
    }
  }

  private PeerInfo info(PeerState from) {
    if (latestInfo == null || !from.isAs(latestInfo)) {
      latestInfo = from.info();
    }
    return latestInfo;
  }

  void report(PeerId peer, Misbehaviour kind) {
    PeerState state = peers.find(peer);
    if (state != null) {
      spam.onMisbehaviour(state.peer(), kind);
    }
  }
}
