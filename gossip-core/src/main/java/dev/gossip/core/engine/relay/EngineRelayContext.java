package dev.gossip.core.engine.relay;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.Metric;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayMetric;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Priority;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.peer.PeerTable;
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginContext;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.spec.ChannelTable;
import dev.gossip.core.engine.wire.Frames;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** The relay strategy's view of the engine: it reads directly and acts through the journal. */
final class EngineRelayContext extends PluginContext implements RelayContext {
  private final PeerTable peers;
  private final MessageHistory history;
  private final EmbargoedDeliveries embargoed;
  private final SpamControls spam;
  private final ChannelTable channels;
  private final LargeMessages large;
  private final RelayEffects effects;
  private boolean started;
  private boolean publishing;

  EngineRelayContext(NodeServices services, Journal journal, RelayParts parts) {
    super(services, journal, "relay", services.limits().maxTimers());
    this.peers = parts.peers();
    this.history = parts.history();
    this.embargoed = parts.embargoed();
    this.spam = parts.spam();
    this.channels = parts.channels();
    this.large = parts.large();
    this.effects = new RelayEffects(services, journal, parts);
  }

  /** The strategy now exists; before, it may only schedule timers. */
  void start() {
    started = true;
  }

  /** Whether the strategy is being handed a message of this node. */
  void setPublishing(boolean value) {
    publishing = value;
  }

  private void actOnceStarted(Runnable effect) {
    if (!started) {
      throw new IllegalStateException(
          "a strategy may only schedule timers while it is being created");
    }
    act(effect);
  }

  @Override
  protected void onWaitingChanged(int nowWaiting) {
    services().counters().set(Metric.RELAY_TIMERS, nowWaiting);
  }

  @Override
  public List<Peer> peers() {
    return peers.peers();
  }

  @Override
  public void send(PeerId to, GossipMessage message, ByteString header) {
    requireNonNull(to, "to");
    requireNonNull(message, "message");
    if (header.size() > MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a header has at most " + MAX_HEADER_BYTES + " bytes, not " + header.size());
    }
    Priority priority = priority();
    if (!effects.alsoSend(to, message, header, priority)) {
      actOnceStarted(effects.sending(to, message, header, priority));
    }
  }

  private Priority priority() {
    return publishing ? Priority.OWN : Priority.RELAYED;
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    requireNonNull(to, "to");
    requireNonNull(body, "body");
    actOnceStarted(() -> effects.sendControl(to, ChannelTable.RELAY, body));
  }

  @Override
  public void sendControl(PeerId to, String slot, ByteString body) {
    requireNonNull(to, "to");
    requireNonNull(body, "body");
    int channel = channels.ofSlot(slot);
    actOnceStarted(() -> effects.sendControl(to, channel, body));
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return maxControlBytes(to, ChannelTable.RELAY);
  }

  @Override
  public int maxControlBytes(PeerId to, String slot) {
    return maxControlBytes(to, channels.ofSlot(slot));
  }

  private int maxControlBytes(PeerId to, int channel) {
    PeerState state = peers.linked(to);
    return state == null || !state.hasChannel(channel)
        ? 0
        : Math.max(0, state.limits().datagramBytes() - Frames.CONTROL_OVERHEAD_BYTES);
  }

  @Override
  public int roomBytes(PeerId to) {
    PeerState state = peers.linked(to);
    return state == null ? 0 : state.limits().roomBytes();
  }

  @Override
  public void deliver(GossipMessage message) {
    requireNonNull(message, "message");
    actOnceStarted(effects.delivering(message, priority()));
  }

  @Override
  public boolean seen(MessageId id) {
    return history.seen(id);
  }

  @Override
  public boolean delivered(MessageId id) {
    return history.seen(id) && !embargoed.contains(id) && !history.isGivenUp(id);
  }

  @Override
  public boolean isComing(MessageId id) {
    return large.isComing(id);
  }

  @Override
  public boolean isRefused(MessageId id) {
    return history.isRefused(id);
  }

  @Override
  public Optional<GossipMessage> find(MessageId id) {
    return Optional.ofNullable(history.find(id));
  }

  @Override
  public SortedSet<String> topics() {
    return services().topics();
  }

  @Override
  public Standing standing(PeerId peer) {
    return spam.standing(requireNonNull(peer, "peer"));
  }

  @Override
  public LinkStats stats(PeerId peer) {
    PeerState state = peers.linked(peer);
    return state == null ? LinkStats.NONE : state.stats();
  }

  @Override
  public void report(PeerId peer, Misbehaviour kind) {
    requireNonNull(peer, "peer");
    requireNonNull(kind, "kind");
    actOnceStarted(() -> effects.report(peer, kind));
  }

  @Override
  public void count(RelayMetric metric, long amount) {
    requireNonNull(metric, "metric");
    if (amount < 0) {
      throw new IllegalArgumentException("a counter only grows, not by " + amount);
    }
    actOnceStarted(() -> services().counters().add(metric.metric(), amount));
  }
}
