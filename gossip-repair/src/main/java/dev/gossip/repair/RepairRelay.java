package dev.gossip.repair;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.ForwardingRelay;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayMetric;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.spam.Standing;
import dev.gossip.repair.proto.RepairFrame;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * Wraps another relay, and requests from peers what that one lost. Two peers compare what they have
 * made public by rateless set reconciliation (Yang et al., SIGCOMM 2024), in which the bytes that
 * travel depend on the differences only. Each end requests what it lacks; nothing is sent because a
 * peer seems to lack it. A peer is shown only what the wrapped relay lets it know of.
 */
final class RepairRelay extends ForwardingRelay {
  static final String SLOT = "relay.inner";

  private final RelayContext context;
  private final MissingMessages missing;
  private final Comparisons comparisons;
  private final InnerContext innerContext;
  private final NavigableMap<PeerId, RepairLink> links = new TreeMap<>();

  RepairRelay(RelayContext context, RepairSettings settings, RelayStrategy.Factory inner) {
    this(
        new CountingContext(context),
        settings,
        new InnerContext(context, new Holdings(context, settings)),
        inner);
  }

  private RepairRelay(
      CountingContext context,
      RepairSettings settings,
      InnerContext innerContext,
      RelayStrategy.Factory inner) {
    super(inner.create(innerContext));
    this.context = context;
    this.innerContext = innerContext;
    innerContext.mayReveal = wrapped()::mayReveal;
    this.missing = innerContext.missing;
    this.comparisons =
        new Comparisons(context, settings, innerContext.holdings, missing, wrapped()::mayReveal);
  }

  /**
   * Notes what the wrapped relay makes public. A message that it holds back stays missing, so that
   * peers cannot notice that this node has it.
   */
  private static final class InnerContext extends ForwardingRelayContext {
    private final Holdings holdings;
    private final MissingMessages missing;
    // Set once the wrapped relay is there.
    private BiPredicate<PeerId, MessageId> mayReveal = (peer, id) -> false;

    InnerContext(RelayContext outer, Holdings holdings) {
      super(outer, SLOT);
      this.holdings = holdings;
      this.missing =
          new MissingMessages(new CountingContext(outer), (peer, id) -> mayReveal.test(peer, id));
    }

    @Override
    public void deliver(GossipMessage message) {
      super.deliver(message);
      holdings.add(message);
      missing.onDelivered(message.id());
    }
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    if (missing.isRequested(arrival.from().id(), message.id())) {
      context.count(RelayMetric.MESSAGES_RECOVERED, 1);
    }
    super.onMessage(message, arrival);
  }

  @Override
  public void onPeerUp(Peer peer) {
    super.onPeerUp(peer);
    if (context.maxControlBytes(peer.id()) > RepairCodec.OVERHEAD_BYTES + RepairCodec.ID_BYTES) {
      RepairLink link =
          new RepairLink(context, peer, new Outbox(context, peer.id(), wrapped()::mayReveal));
      links.put(peer.id(), link);
      comparisons.onLinkUp(link);
    }
  }

  @Override
  public void onPeerDown(Peer peer) {
    super.onPeerDown(peer);
    RepairLink link = links.remove(peer.id());
    if (link != null) {
      link.outbox.close();
      comparisons.onLinkDown(link);
      missing.onPeerDown(peer.id());
    }
  }

  @Override
  public void onRoom(Peer peer) {
    super.onRoom(peer);
    RepairLink link = links.get(peer.id());
    if (link != null) {
      link.outbox.send();
    }
  }

  @Override
  public void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    innerContext.forwardControl(wrapped(), from, slot, body);
  }

  @Override
  public boolean hearsDoubtedPeers() {
    return true;
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    RepairFrame frame = RepairFrame.parseFrom(body);
    RepairLink link = links.get(from.id());
    if (link == null || !mayHear(from, frame)) {
      return;
    }
    switch (frame.getKindCase()) {
      case ASK -> comparisons.onAsk(link, frame.getAsk());
      case SYMBOLS -> comparisons.onSymbols(link, frame.getSymbols());
      case RESOLVE -> comparisons.onResolve(link, frame.getResolve());
      case RESOLVED -> {
        comparisons.onResolved(link, frame.getResolved());
        missing.flush();
      }
      case REQUEST -> link.outbox.onRequest(RepairCodec.ids(frame.getRequest()));
      case GONE -> missing.onGone(from.id(), RepairCodec.ids(frame.getGone()));
      case NUDGE -> comparisons.onNudge(link);
      case KIND_NOT_SET -> throw new InvalidProtocolBufferException("a frame without a kind");
    }
  }

  /** A peer whose promises are not believed still gets what it was promised. */
  private boolean mayHear(Peer from, RepairFrame frame) {
    return frame.hasRequest() || frame.hasGone() || context.standing(from.id()) == Standing.GOOD;
  }
}
