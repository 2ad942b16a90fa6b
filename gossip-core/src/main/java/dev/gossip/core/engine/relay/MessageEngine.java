package dev.gossip.core.engine.relay;

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
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.memory.SeenLog;
import dev.gossip.core.engine.peer.ClockWarnings;
import dev.gossip.core.engine.peer.PeerListener;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.services.Counters;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginFailure;
import dev.gossip.core.engine.spec.EngineLimits;
import dev.gossip.core.engine.spec.NodePlugins;
import dev.gossip.core.engine.spec.NodePlugins.FilledSlot;
import dev.gossip.core.engine.spec.NodeSpec;
import dev.gossip.core.engine.verify.GuardedSpamControl;
import dev.gossip.core.engine.verify.MessageIntake;
import dev.gossip.core.engine.verify.Verification.Copy;
import dev.gossip.core.engine.wire.Frames;
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
 * Handles the messages of a node. Those that pass {@link MessageIntake}, and the node's own, are
 * remembered, stored and handed to the relay strategy. The sends and deliveries that the strategy
 * asks for are carried out here.
 */
public final class MessageEngine implements PeerListener, MessageIntake.Receiver {
  private final NodeServices services;
  private final Counters counters;
  private final Journal journal;
  private final RelayStrategy strategy;
  private final GuardedSpamControl spam;
  private final MessageSigning signing;
  private final boolean signs;
  private final MessageHistory history;
  private final ClockWarnings clocks;
  private final MessageIntake intake;
  // Iterated only to fill the sorted list of peers.
  private final Map<PeerId, PeerState> states = new HashMap<>();
  private final EmbargoedDeliveries embargoed;
  private List<Peer> peers = List.of();
  private @Nullable Transport transport;

  // The frame that was encoded last. A flood sends the same one to every peer.
  private @Nullable GossipMessage lastMessage;
  private ByteString lastHeader = ByteString.EMPTY;
  private ByteString lastFrame = ByteString.EMPTY;

  public MessageEngine(
      NodeServices services,
      NodeSpec spec,
      MessageSigning signing,
      boolean signs,
      SeenLog seenLog) {
    EngineLimits limits = spec.limits();
    this.services = services;
    this.counters = services.counters();
    this.signing = signing;
    this.signs = signs;
    this.embargoed = new EmbargoedDeliveries(limits.storeMessages());
    this.history = new MessageHistory(services, limits, seenLog);
    NodePlugins plugins = services.plugins();
    this.spam = new GuardedSpamControl(plugins.spam().id(), plugins.spam().factory(), services);
    this.clocks = new ClockWarnings(services, limits.clockSkewMillis());
    this.intake = new MessageIntake(services, spec, signing, signs, spam, history, clocks, this);
    this.journal = new Journal(plugins.relay().id());
    StrategyContext context = new StrategyContext(services, this, journal, limits.maxTimers());
    List<RelayStrategy> created = new ArrayList<>();
    journal.runTrusted(
        "create",
        () ->
            created.add(
                requireNonNull(plugins.relay().factory().create(context), "it returned null")));
    context.start();
    this.strategy = created.get(0);
  }

  @Override
  public void connect(Transport linkedTransport) {
    transport = linkedTransport;
  }

  // ---- peers ---------------------------------------------------------------------------------

  @Override
  public void onPeerUp(PeerState state) {
    states.put(state.id(), state);
    updatePeers();
    spam.onPeerUp(state.peer());
    journal.runTrusted("onPeerUp", () -> strategy.onPeerUp(state.peer()));
  }

  @Override
  public void onPeerLeaving(PeerState state, Runnable then) {
    intake.onPeerLeaving(state, then);
  }

  @Override
  public boolean isLeaving(PeerId peer) {
    PeerState state = states.get(peer);
    return state != null && state.leaving;
  }

  @Override
  public void onPeerDown(PeerState state) {
    states.remove(state.id());
    updatePeers();
    spam.onPeerDown(state.peer());
    journal.runTrusted("onPeerDown", () -> strategy.onPeerDown(state.peer()));
  }

  private void updatePeers() {
    peers =
        states.values().stream()
            .map(PeerState::peer)
            .sorted(Comparator.comparing(Peer::id))
            .toList();
    counters.set(Metric.PEERS, peers.size());
  }

  // ---- incoming frames -----------------------------------------------------------------------

  @Override
  public boolean onFrame(PeerState from, ByteString frame) {
    switch (frame.byteAt(0)) {
      case Frames.PAYLOAD -> {
        counters.increment(Metric.PAYLOAD_FRAMES_RECEIVED);
        return !isAdmitted(from, Cost.PAYLOAD, frame) || intake.onPayload(from, frame);
      }
      case Frames.CONTROL -> {
        counters.increment(Metric.CONTROL_FRAMES_RECEIVED);
        return !isAdmitted(from, Cost.CONTROL, frame) || onControl(from, frame);
      }
      default -> {
        return !isAdmitted(from, Cost.CONTROL, frame);
      }
    }
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
    spam.onMisbehaviour(from.peer(), Misbehaviour.MALFORMED_FRAME);
  }

  private boolean onControl(PeerState from, ByteString frame) {
    try {
      Control control = Frames.body(Frames.CONTROL_PARSER, frame);
      int channel = control.getChannel();
      List<FilledSlot> slots = services.plugins().slots();
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
  public void onDuplicate(MessageId id, Copy copy) throws InvalidProtocolBufferException {
    counters.increment(Metric.DUPLICATES);
    GossipMessage stored = history.find(id);
    if (stored != null) {
      Peer from = copy.from().peer();
      spam.onDuplicate(stored, from);
      journal.run(
          "onDuplicate", () -> strategy.onDuplicate(stored, new Arrival(from, copy.header())));
    }
  }

  @Override
  public void onFirstCopy(GossipMessage message, Copy copy) throws InvalidProtocolBufferException {
    Peer from = copy.from().peer();
    history.remember(message);
    embargoed.begin(message.id(), copy.from());
    try {
      journal.run("onMessage", () -> strategy.onMessage(message, new Arrival(from, copy.header())));
    } catch (InvalidProtocolBufferException e) {
      // A copy with a garbled header must not suppress the honest copies that follow.
      embargoed.discardCurrent();
      history.forget(message.id());
      throw e;
    }
    embargoCurrent();
    history.confirm(message);
    counters.increment(Metric.MESSAGES_ACCEPTED);
    spam.onFirstCopy(message, from);
  }

  private void embargoCurrent() {
    if (!embargoed.embargoCurrent()) {
      services.drop(DropReason.NEVER_DELIVERED);
    }
    counters.set(Metric.HELD_BACK, embargoed.size());
  }

  // ---- publishing ----------------------------------------------------------------------------

  /** Signs messages and hands them to the strategy. */
  public void publish(List<GossipMessage> unsigned) {
    List<GossipMessage> messages = sign(unsigned);
    // Before the first copy leaves: after a crash, a copy that comes back must not count as new.
    messages.forEach(history::appendToLog);
    history.flush();
    for (GossipMessage message : messages) {
      history.remember(message);
      history.confirm(message);
      embargoed.begin(message.id(), null);
      counters.increment(Metric.MESSAGES_PUBLISHED);
      services.emit(new NodeEvent.Published(message, peers.size()));
      journal.runTrusted("onPublish", () -> strategy.onPublish(message));
      embargoCurrent();
    }
  }

  private List<GossipMessage> sign(List<GossipMessage> messages) {
    if (!signs) {
      return messages;
    }
    List<ByteString> bytes = messages.stream().map(GossipMessage::signedBytes).toList();
    return PluginFailure.guard(
        services.plugins().signing().id(),
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

  // ---- calls of the strategy -----------------------------------------------------------------

  List<Peer> peers() {
    return peers;
  }

  boolean seen(MessageId id) {
    return history.seen(id);
  }

  @Nullable GossipMessage find(MessageId id) {
    return history.find(id);
  }

  int maxControlBytes(PeerId to) {
    PeerState state = linkedPeer(to);
    return state == null
        ? 0
        : Math.max(0, transport().maxFrameBytes(state.link) - Frames.CONTROL_OVERHEAD_BYTES);
  }

  int room(PeerId to) {
    PeerState state = linkedPeer(to);
    return state == null ? 0 : transport().room(state.link);
  }

  /** See {@link Node#publishRoom}. */
  public int publishRoom() {
    int least = Integer.MAX_VALUE;
    for (Peer peer : peers) {
      PeerState state = linkedPeer(peer.id());
      if (state != null) {
        int largestFrame = Math.max(1, transport().maxFrameBytes(state.link));
        least = Math.min(least, transport().room(state.link) / largestFrame);
      }
    }
    return least == Integer.MAX_VALUE ? 0 : least;
  }

  /** See {@link Node#linkStats}. */
  public SortedMap<PeerId, LinkStats> linkStats() {
    SortedMap<PeerId, LinkStats> stats = new TreeMap<>();
    for (Peer peer : peers) {
      PeerState state = linkedPeer(peer.id());
      if (state != null) {
        stats.put(peer.id(), transport().stats(state.link));
      }
    }
    return stats;
  }

  private @Nullable PeerState linkedPeer(PeerId peer) {
    PeerState state = states.get(peer);
    return state == null || state.leaving ? null : state;
  }

  @SuppressWarnings("ReferenceEquality") // equal messages may carry different signatures
  void sendPayload(PeerId to, GossipMessage message, ByteString header) {
    PeerState state = linkedPeer(to);
    if (state == null) {
      services.drop(DropReason.PEER_NOT_UP);
      return;
    }
    if (message != lastMessage || !header.equals(lastHeader)) {
      lastFrame = Frames.payload(message, header);
      lastMessage = message;
      lastHeader = header;
    }
    if (send(state, lastFrame)) {
      state.counters.increment(Metric.PAYLOAD_FRAMES_SENT);
      state.counters.add(Metric.PAYLOAD_BYTES_SENT, lastFrame.size());
    }
  }

  /** The control channel of one of the relay's slots. */
  int channelOf(String slot) {
    List<FilledSlot> slots = services.plugins().slots();
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).path().equals(slot)) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException(
        "slots() of the plugin does not declare '"
            + slot
            + "', only "
            + slots.stream().map(FilledSlot::path).toList());
  }

  void sendControl(PeerId to, int channel, ByteString body) {
    PeerState state = linkedPeer(to);
    if (state == null) {
      services.drop(DropReason.PEER_NOT_UP);
      return;
    }
    ByteString frame = Frames.control(channel, body);
    if (send(state, frame)) {
      state.counters.increment(Metric.CONTROL_FRAMES_SENT);
      state.counters.add(Metric.CONTROL_BYTES_SENT, frame.size());
    }
  }

  private boolean send(PeerState state, ByteString frame) {
    Transport to = transport();
    if (frame.size() > to.maxFrameBytes(state.link)) {
      services.drop(DropReason.FRAME_TOO_LARGE);
      return false;
    }
    if (frame.size() > to.room(state.link)) {
      services.drop(DropReason.NO_ROOM);
      return false;
    }
    to.send(state.link, frame);
    return true;
  }

  void deliver(GossipMessage message) {
    if (!embargoed.release(message.id())) {
      services.drop(DropReason.NOT_AWAITING_DELIVERY);
      return;
    }
    counters.set(Metric.HELD_BACK, embargoed.size());
    history.release(message.id());
    PeerState from = embargoed.releasedFrom();
    if (from != null) {
      // Not earlier: an embargoed message that is lost in a crash must be accepted when it comes
      // again.
      history.appendToLog(message);
      counters.increment(Metric.MESSAGES_DELIVERED);
      services.emit(new NodeEvent.Delivered(message, from.info()));
    }
  }

  void reportMisbehaviour(PeerId peer, Misbehaviour kind) {
    PeerState state = states.get(peer);
    if (state != null) {
      spam.onMisbehaviour(state.peer(), kind);
    }
  }

  /** Whether this node accepts messages of an author on a topic. Any thread. */
  public boolean trusts(AuthorId author, String topic) {
    return intake.trusts(author, topic);
  }

  /** Ends a batch: writes the seen log and passes on the events that wait for it. */
  public void flush() {
    history.flush();
  }

  @Override
  public void onClosing() {
    intake.close();
  }

  public void close() {
    intake.discardPending();
    history.close();
  }

  private Transport transport() {
    if (transport == null) {
      throw new IllegalStateException("not connected to a transport");
    }
    return transport;
  }
}
