package dev.gossip.core.engine.relay;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.services.Counters;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginFailure;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.verify.MessageIntake;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The relay strategy of a node. Messages that reach the strategy have passed all checks; they are
 * remembered and stored first.
 */
public final class RelayHost implements MessageIntake.Receiver {
  private final NodeServices services;
  private final Counters counters;
  private final MessageHistory history;
  private final EmbargoedDeliveries embargoed;
  private final SpamControls spam;
  private final LargeMessages large;
  private final Journal journal;
  private final EngineRelayContext context;
  private final RelayStrategy strategy;

  /**
   * Creates the strategy.
   *
   * @throws PluginFailure if it cannot be created
   */
  public RelayHost(NodeServices services, RelayParts parts) {
    this.services = services;
    this.counters = services.counters();
    this.history = parts.history();
    this.embargoed = parts.embargoed();
    this.spam = parts.spam();
    this.large = parts.large();
    this.journal = new Journal(services.plugins().relay().id());
    this.context = new EngineRelayContext(services, journal, parts);
    List<RelayStrategy> created = new ArrayList<>(1);
    journal.run(
        "create",
        () ->
            created.add(
                requireNonNull(
                    services.plugins().relay().factory().create(context), "it returned null")));
    context.start();
    this.strategy = created.get(0);
  }

  /** A peer came up. */
  public void onPeerUp(Peer peer) {
    journal.run("onPeerUp", () -> strategy.onPeerUp(peer));
  }

  /** A peer went down. */
  public void onPeerDown(Peer peer) {
    journal.run("onPeerDown", () -> strategy.onPeerDown(peer));
  }

  /** There is room again in a peer's queue. */
  public void onRoom(Peer peer) {
    journal.run("onRoom", () -> strategy.onRoom(peer));
  }

  /** A control frame of the outermost strategy. */
  public void onControl(PeerState from, ByteString body) throws InvalidProtocolBufferException {
    journal.read("onControl", () -> strategy.onControl(from.peer(), body));
  }

  /** A control frame of a wrapped strategy. */
  public void onControl(PeerState from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    journal.read("onControl", () -> strategy.onControl(from.peer(), slot, body));
  }

  /** See {@link RelayStrategy#hearsDoubtedPeers}. */
  public boolean hearsDoubtedPeers() {
    return PluginFailure.guard(
        journal.pluginId(), "hearsDoubtedPeers", strategy::hearsDoubtedPeers);
  }

  /** Whether this node may let a peer know that it has a message. */
  public boolean mayReveal(PeerId to, MessageId id) {
    return PluginFailure.guard(journal.pluginId(), "mayReveal", () -> strategy.mayReveal(to, id));
  }

  /** This node publishes a message, which is remembered already. */
  public void publish(GossipMessage message) {
    spam.onPublished(message);
    embargoed.begin(message.id(), null);
    context.setPublishing(true);
    journal.begin("onPublish");
    try {
      strategy.onPublish(message);
    } catch (Throwable e) {
      throw journal.abort("onPublish", e);
    } finally {
      context.setPublishing(false);
    }
    journal.commit();
    embargoCurrent();
  }

  @Override
  public void onLargeCopy(MessageId id, PeerState from) {
    large.onArrived(from, id);
  }

  @Override
  public void onDuplicate(@Nullable GossipMessage stored, PeerState from, ByteString header)
      throws InvalidProtocolBufferException {
    counters.increment(Metric.DUPLICATES);
    if (stored == null) {
      return;
    }
    if (!embargoed.contains(stored.id())) {
      // No blame either, as in onFirstCopy: honest peers may send it here from several sides.
      spam.onDuplicate(stored, from.peer());
    }
    // Written out, as in onFirstCopy: a lambda for each copy would be an object each.
    journal.begin("onDuplicate");
    try {
      strategy.onDuplicate(stored, arrival(from, header));
    } catch (InvalidProtocolBufferException e) {
      journal.discard();
      throw e;
    } catch (Throwable e) {
      throw journal.abort("onDuplicate", e);
    }
    journal.commit();
    large.onAccepted(stored.id());
  }

  @Override
  public void onFirstCopy(GossipMessage message, PeerState from, ByteString header)
      throws InvalidProtocolBufferException {
    history.remember(message);
    embargoed.begin(message.id(), from);
    journal.begin("onMessage");
    try {
      strategy.onMessage(message, arrival(from, header));
    } catch (InvalidProtocolBufferException e) {
      journal.discard();
      // A copy with a garbled header must not suppress the honest copies that follow.
      embargoed.discardCurrent();
      history.forget(message.id());
      throw e;
    } catch (Throwable e) {
      throw journal.abort("onMessage", e);
    }
    journal.commit();
    embargoCurrent();
    history.confirm(message);
    counters.increment(Metric.MESSAGES_ACCEPTED);
    from.countFirstCopy();
    if (!embargoed.contains(message.id())) {
      // No credit for what the relay keeps to itself: the peer shows only that it chose this node.
      spam.onFirstCopy(message, from.peer());
    }
    large.onAccepted(message.id());
  }

  private static Arrival arrival(PeerState from, ByteString header) {
    return header.isEmpty() ? from.plainArrival() : new Arrival(from.peer(), header);
  }

  private void embargoCurrent() {
    MessageId givenUp = embargoed.embargoCurrent();
    if (givenUp != null) {
      history.giveUp(givenUp);
      services.drop(DropReason.NEVER_DELIVERED);
    }
    counters.set(Metric.HELD_BACK, embargoed.size());
  }
}
