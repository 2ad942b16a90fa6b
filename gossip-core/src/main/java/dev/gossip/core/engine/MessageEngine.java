package dev.gossip.core.engine;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.NodePlugins.FilledSlot;
import dev.gossip.core.engine.Verification.Copy;
import dev.gossip.core.proto.Control;
import dev.gossip.core.proto.Hello;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node does with messages: those that pass {@link MessageIntake}, and its own, are
 * remembered, stored and handed to the relay strategy, whose sends and deliveries take hold here.
 */
final class MessageEngine implements MessageIntake.Next {
  private final NodeServices core;
  private final Counters counters;
  private final Journal journal;
  private final RelayStrategy strategy;
  private final GuardedSpamControl spam;
  private final MessageSigning signing;
  private final boolean signs;
  private final MessageHistory memory;
  private final ClockWarnings clocks;
  private final MessageIntake intake;
  // Iterated only to be sorted.
  private final Map<PeerId, PeerState> sessions = new HashMap<>();
  private final EmbargoedDeliveries undelivered;
  private List<Peer> peers = List.of();
  private @Nullable Transport transport;

  // The frame that was encoded last. A flood sends the same one to every neighbour.
  private @Nullable GossipMessage lastMessage;
  private ByteString lastHeader = ByteString.EMPTY;
  private ByteString lastFrame = ByteString.EMPTY;

  MessageEngine(
      NodeServices core, NodeSpec spec, MessageSigning signing, boolean signs, SeenLog seenLog) {
    EngineLimits limits = spec.limits();
    this.core = core;
    this.counters = core.counters();
    this.signing = signing;
    this.signs = signs;
    this.undelivered = new EmbargoedDeliveries(limits.storeMessages());
    this.memory = new MessageHistory(core, limits, seenLog);
    NodePlugins plugins = core.plugins();
    this.spam = new GuardedSpamControl(plugins.spam().id(), plugins.spam().factory(), core);
    this.clocks = new ClockWarnings(core, limits.clockSkewMillis());
    this.intake = new MessageIntake(core, spec, signing, signs, spam, memory, clocks, this);
    this.journal = new Journal(plugins.relay().id());
    StrategyContext context = new StrategyContext(core, this, journal, limits.maxTimers());
    List<RelayStrategy> created = new ArrayList<>();
    journal.runTrusted(
        "create",
        () ->
            created.add(
                requireNonNull(plugins.relay().factory().create(context), "it returned null")));
    context.start();
    this.strategy = created.get(0);
  }

  void connect(Transport linkedTransport) {
    transport = linkedTransport;
  }

  // ---- peers ---------------------------------------------------------------------------------

  void peerUp(PeerState session) {
    sessions.put(session.id(), session);
    peersChanged();
    spam.onPeerUp(session.peer());
    journal.runTrusted("onPeerUp", () -> strategy.onPeerUp(session.peer()));
  }

  /**
   * The link to a neighbour is gone. For the strategy the neighbour stays until what it sent before
   * is worked off.
   *
   * @param then run at that moment, which may be at once
   */
  void peerGoes(PeerState session, Runnable then) {
    intake.peerGoes(session, then);
  }

  /** Whether this is a neighbour whose link is gone. */
  boolean isLeaving(PeerId peer) {
    PeerState session = sessions.get(peer);
    return session != null && session.leaving;
  }

  void peerDown(PeerState session) {
    sessions.remove(session.id());
    peersChanged();
    spam.onPeerDown(session.peer());
    journal.runTrusted("onPeerDown", () -> strategy.onPeerDown(session.peer()));
  }

  private void peersChanged() {
    peers =
        sessions.values().stream()
            .map(PeerState::peer)
            .sorted(Comparator.comparing(Peer::id))
            .toList();
    counters.set(Metric.PEERS, peers.size());
  }

  // ---- what arrives --------------------------------------------------------------------------

  /** Handles a frame of a peer that is up; answers false if it is malformed. */
  boolean onFrame(PeerState from, ByteString frame) {
    switch (frame.byteAt(0)) {
      case Frames.PAYLOAD -> {
        counters.increment(Metric.PAYLOAD_FRAMES_RECEIVED);
        return !admits(from, Cost.PAYLOAD, frame) || intake.onPayload(from, frame);
      }
      case Frames.CONTROL -> {
        counters.increment(Metric.CONTROL_FRAMES_RECEIVED);
        return !admits(from, Cost.CONTROL, frame) || onControl(from, frame);
      }
      default -> {
        return !admits(from, Cost.CONTROL, frame);
      }
    }
  }

  private boolean admits(PeerState from, Cost cost, ByteString frame) {
    return spam.admit(from.peer(), cost, Math.max(frame.size(), Cost.MIN_FRAME_BYTES));
  }

  /** The first HELLO on a link was accepted. */
  void onHello(PeerState from, Hello hello) {
    clocks.onHello(from, hello);
  }

  void onMalformedFrame(PeerState from) {
    spam.onMisbehaviour(from.peer(), Misbehaviour.MALFORMED_FRAME);
  }

  private boolean onControl(PeerState from, ByteString frame) {
    try {
      Control control = Frames.body(Frames.CONTROL_PARSER, frame);
      int channel = control.getChannel();
      List<FilledSlot> slots = core.plugins().slots();
      if (channel < 0 || channel > slots.size()) {
        return false;
      }
      Journal.Callback read =
          channel == 0
              ? () -> strategy.onControl(from.peer(), control.getBody())
              : () ->
                  strategy.onControl(from.peer(), slots.get(channel - 1).path(), control.getBody());
      journal.run("onControl", read);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  @Override
  public void duplicate(MessageId id, Copy copy) throws InvalidProtocolBufferException {
    counters.increment(Metric.DUPLICATES);
    GossipMessage stored = memory.find(id);
    if (stored != null) {
      Peer from = copy.from().peer();
      spam.onDuplicate(stored, from);
      journal.run(
          "onDuplicate", () -> strategy.onDuplicate(stored, new Arrival(from, copy.header())));
    }
  }

  @Override
  public void accept(GossipMessage message, Copy copy) throws InvalidProtocolBufferException {
    Peer from = copy.from().peer();
    memory.remember(message);
    undelivered.begin(message.id(), copy.from());
    try {
      journal.run("onMessage", () -> strategy.onMessage(message, new Arrival(from, copy.header())));
    } catch (InvalidProtocolBufferException e) {
      // A garbled header must not silence the honest copies that follow.
      undelivered.forgetBegun();
      memory.forget(message.id());
      throw e;
    }
    keepUndelivered();
    memory.confirm(message);
    counters.increment(Metric.MESSAGES_ACCEPTED);
    spam.onFirstDelivery(message, from);
  }

  private void keepUndelivered() {
    if (!undelivered.keepBegun()) {
      core.drop(DropReason.NEVER_DELIVERED);
    }
    counters.set(Metric.HELD_BACK, undelivered.size());
  }

  // ---- what this node says -------------------------------------------------------------------

  /** Signs the messages that wait and hands them to the strategy. */
  void publish(List<GossipMessage> unsigned) {
    List<GossipMessage> messages = sign(unsigned);
    // Before the first copy leaves: if this node crashes, the copy that comes back is not new.
    messages.forEach(memory::writeDown);
    memory.flush();
    for (GossipMessage message : messages) {
      memory.remember(message);
      memory.confirm(message);
      undelivered.begin(message.id(), null);
      counters.increment(Metric.MESSAGES_PUBLISHED);
      core.emit(new NodeEvent.Published(message, peers.size()));
      journal.runTrusted("onPublish", () -> strategy.onPublish(message));
      keepUndelivered();
    }
  }

  private List<GossipMessage> sign(List<GossipMessage> messages) {
    if (!signs) {
      return messages;
    }
    List<ByteString> bytes = messages.stream().map(GossipMessage::signedBytes).toList();
    return PluginFailure.guard(
        core.plugins().signing().id(),
        "sign",
        () -> {
          List<ByteString> signatures = signing.sign(bytes);
          if (signatures.size() != bytes.size()) {
            throw new IllegalStateException(
                signatures.size() + " signatures for " + bytes.size() + " messages");
          }
          List<GossipMessage> signed = new ArrayList<>();
          for (int i = 0; i < bytes.size(); i++) {
            signed.add(messages.get(i).withSignature(signatures.get(i)));
          }
          return signed;
        });
  }

  // ---- what the strategy asks for ------------------------------------------------------------

  List<Peer> peers() {
    return peers;
  }

  boolean seen(MessageId id) {
    return memory.seen(id);
  }

  @Nullable GossipMessage find(MessageId id) {
    return memory.find(id);
  }

  int maxControlBytes(PeerId to) {
    PeerState session = linked(to);
    return session == null
        ? 0
        : Math.max(0, transport().maxFrameBytes(session.link) - Frames.CONTROL_OVERHEAD_BYTES);
  }

  int room(PeerId to) {
    PeerState session = linked(to);
    return session == null ? 0 : transport().room(session.link);
  }

  /** See {@link Node#publishRoom}. */
  int publishRoom() {
    int least = Integer.MAX_VALUE;
    for (Peer peer : peers) {
      PeerState session = linked(peer.id());
      if (session != null) {
        int largestFrame = Math.max(1, transport().maxFrameBytes(session.link));
        least = Math.min(least, transport().room(session.link) / largestFrame);
      }
    }
    return least == Integer.MAX_VALUE ? 0 : least;
  }

  /** See {@link Node#linkStats}. */
  SortedMap<PeerId, LinkStats> linkStats() {
    SortedMap<PeerId, LinkStats> stats = new TreeMap<>();
    for (Peer peer : peers) {
      PeerState session = linked(peer.id());
      if (session != null) {
        stats.put(peer.id(), transport().stats(session.link));
      }
    }
    return stats;
  }

  private @Nullable PeerState linked(PeerId peer) {
    PeerState session = sessions.get(peer);
    return session == null || session.leaving ? null : session;
  }

  @SuppressWarnings("ReferenceEquality") // equal messages may carry different signatures
  void sendPayload(PeerId to, GossipMessage message, ByteString header) {
    PeerState session = linked(to);
    if (session == null) {
      core.drop(DropReason.PEER_NOT_UP);
      return;
    }
    if (message != lastMessage || !header.equals(lastHeader)) {
      lastFrame = Frames.payload(message, header);
      lastMessage = message;
      lastHeader = header;
    }
    if (send(session, lastFrame)) {
      session.counters.increment(Metric.PAYLOAD_FRAMES_SENT);
      session.counters.add(Metric.PAYLOAD_BYTES_SENT, lastFrame.size());
    }
  }

  /** Which control channel a slot of the relay has. */
  int channelOf(String slot) {
    List<FilledSlot> slots = core.plugins().slots();
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).path().equals(slot)) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException(
        "the plugin's slots() declares no slot '"
            + slot
            + "' but "
            + slots.stream().map(FilledSlot::path).toList());
  }

  void sendControl(PeerId to, int channel, ByteString body) {
    PeerState session = linked(to);
    if (session == null) {
      core.drop(DropReason.PEER_NOT_UP);
      return;
    }
    ByteString frame = Frames.control(channel, body);
    if (send(session, frame)) {
      session.counters.increment(Metric.CONTROL_FRAMES_SENT);
      session.counters.add(Metric.CONTROL_BYTES_SENT, frame.size());
    }
  }

  private boolean send(PeerState session, ByteString frame) {
    Transport to = transport();
    if (frame.size() > to.maxFrameBytes(session.link)) {
      core.drop(DropReason.FRAME_TOO_LARGE);
      return false;
    }
    if (frame.size() > to.room(session.link)) {
      core.drop(DropReason.NO_ROOM);
      return false;
    }
    to.send(session.link, frame);
    return true;
  }

  void deliver(GossipMessage message) {
    if (!undelivered.take(message.id())) {
      core.drop(DropReason.NOT_AWAITING_DELIVERY);
      return;
    }
    counters.set(Metric.HELD_BACK, undelivered.size());
    memory.release(message.id());
    PeerState from = undelivered.taken();
    if (from != null) {
      // Not before: what is lost in a crash while it is held back has to be taken when it comes
      // again.
      memory.writeDown(message);
      counters.increment(Metric.MESSAGES_DELIVERED);
      core.emit(new NodeEvent.Delivered(message, from.info()));
    }
  }

  void misbehaved(PeerId peer, Misbehaviour kind) {
    PeerState session = sessions.get(peer);
    if (session != null) {
      spam.onMisbehaviour(session.peer(), kind);
    }
  }

  /** Whether this node would take a message of an author on a topic. Any thread. */
  boolean trusts(AuthorId author, String topic) {
    return intake.trusts(author, topic);
  }

  /** Ends a batch. */
  void flush() {
    memory.flush();
  }

  /** Checks nothing any more; neighbours whose link is gone are gone. */
  void stopChecking() {
    intake.close();
  }

  void close() {
    intake.abandon();
    memory.close();
  }

  private Transport transport() {
    if (transport == null) {
      throw new IllegalStateException("not connected to a transport");
    }
    return transport;
  }
}
