package dev.gossip.diffusion;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.Draws;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.diffusion.DandelionCodec.Header;
import dev.gossip.diffusion.StemPool.Stem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Dandelion++ (arXiv 1805.11060) on top of any other relay. A message first travels along a stem,
 * from one node to the next. Where the stem ends, the other relay, the fluff, spreads it. Each node
 * on the stem holds the message under an embargo and spreads it itself if it has not become public
 * when the embargo ends. A peer that drops stem messages therefore delays them but cannot suppress
 * them.
 *
 * <p>Each hop of a stem is acknowledged and retried, so that a lost datagram does not cost a whole
 * embargo. Stem messages are accepted from any peer, including outbound ones: two nodes may have
 * chosen each other as destinations.
 */
final class DandelionRelay implements RelayStrategy {
  static final String SLOT = "relay.fluff";

  /** An embargo lasts at most this fraction of the remaining lifetime, to leave time to spread. */
  private static final int LIFETIME_DIVISOR = 2;

  private final RelayContext context;
  private final DandelionSettings settings;
  private final FluffContext fluffContext;
  private final RelayStrategy fluff;
  private final StemRoutes routes;
  private final StemPool pool;
  private final HopTime hopTime;
  // The held message that is being handed to the fluff relay; visible to it while that lasts.
  private @Nullable MessageId revealed;

  DandelionRelay(RelayContext context, DandelionSettings settings, RelayStrategy.Factory inner) {
    this.context = context;
    this.settings = settings;
    this.routes = new StemRoutes(context, settings);
    this.pool = new StemPool(context.self(), settings);
    this.hopTime = new HopTime(settings.hopTime());
    this.fluffContext = new FluffContext();
    this.fluff = inner.create(fluffContext);
  }

  /** The context of the fluff relay; it hides messages that are held. */
  private final class FluffContext extends ForwardingRelayContext {
    FluffContext() {
      super(context, SLOT);
    }

    @Override
    public void send(PeerId to, GossipMessage message, ByteString header) {
      context.send(to, message, DandelionCodec.fluffHeader(header));
    }

    @Override
    public boolean seen(MessageId id) {
      return context.seen(id) && !isHidden(id);
    }

    @Override
    public Optional<GossipMessage> find(MessageId id) {
      return isHidden(id) ? Optional.empty() : context.find(id);
    }

    private boolean isHidden(MessageId id) {
      return pool.holds(id) && !id.equals(revealed);
    }
  }

  @Override
  public void onPublish(GossipMessage message) {
    startStem(message, context.self());
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    if (pool.holds(message.id())) {
      // The engine evicted the id early and reports a further copy as new.
      onDuplicate(message, arrival);
      return;
    }
    Header header = DandelionCodec.header(arrival.header());
    PeerId from = arrival.from().id();
    if (!header.stem()) {
      fluff.onMessage(message, new Arrival(arrival.from(), header.inner()));
      return;
    }
    context.sendControl(from, DandelionCodec.arrived(message.id()));
    if (routes.isDiffuser()) {
      startFluff(message);
    } else {
      startStem(message, from);
    }
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return !pool.holds(id) && fluff.mayReveal(to, id);
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    Header header = DandelionCodec.header(arrival.header());
    PeerId from = arrival.from().id();
    Stem held = pool.find(message.id());
    if (header.stem()) {
      context.sendControl(from, DandelionCodec.arrived(message.id()));
      // A copy from the same peer is a retransmission; from another peer, the stem has looped.
      if (held != null && held.sources.add(from)) {
        leaveLoop(held, from);
      }
    } else if (held != null) {
      onPublicCopy(message, new Arrival(arrival.from(), header.inner()));
    } else {
      fluff.onDuplicate(message, new Arrival(arrival.from(), header.inner()));
    }
  }

  private void startStem(GossipMessage message, PeerId source) {
    if (source.equals(context.self())) {
      makeRoomForOwn();
    } else if (!pool.hasRoomFor(source) || routes.nextDestination(source, List.of()) == null) {
      startFluff(message);
      return;
    }
    Duration lifetime = Duration.ofMillis(message.lifetimeMillis());
    Stem stem = new Stem(message, source, context.nowNanos() + lifetime.toNanos());
    pool.hold(stem);
    sendToNextDestination(stem);
  }

  /** Ends the oldest embargo: that stem has most likely ended by now. */
  private void makeRoomForOwn() {
    Stem oldest = pool.hasRoomFor(context.self()) ? null : pool.oldestOwn();
    if (oldest != null) {
      startFluff(oldest.message);
    }
  }

  private void startFluff(GossipMessage message) {
    pool.remove(message.id());
    fluff.onPublish(message);
  }

  /** Another node has spread a held message. For the fluff relay this is the first copy. */
  private void onPublicCopy(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    revealed = message.id();
    try {
      fluff.onMessage(message, arrival);
    } finally {
      revealed = null;
    }
    pool.remove(message.id());
  }

  /**
   * Sends a message that has looped back to another destination. Every node on the loop does the
   * same, so the origin does not stand out. Spreading the message here could expose the origin, so
   * that happens only if no destination is left.
   */
  private void leaveLoop(Stem stem, PeerId from) {
    stem.tried.add(from);
    stem.mayAcknowledge.clear();
    if (routes.isDiffuser() || routes.nextDestination(stem.source, stem.tried) == null) {
      startFluff(stem.message);
    } else {
      sendToNextDestination(stem);
    }
  }

  // ---- one hop -------------------------------------------------------------------------------

  /** Sends the message to a destination that was not tried yet, or waits for one. */
  private void sendToNextDestination(Stem stem) {
    stem.cancelRetry();
    PeerId destination = routes.nextDestination(stem.source, stem.tried);
    if (destination != null) {
      stem.timesSent = 0;
      send(stem, destination);
      return;
    }
    // Spreading it now would expose the origin, at least to the peers that did not answer.
    stem.waiting = true;
    stem.retry =
        context.schedule(
            StemRoutes.INBOUND_FALLBACK_DELAY,
            "find a destination",
            () -> retryAllDestinations(stem));
    if (stem.embargo == null) {
      setEmbargo(stem, longestEmbargo(stem));
    }
  }

  private void retryAllDestinations(Stem stem) {
    stem.noneAnswered = stem.destination != null;
    stem.tried.retainAll(stem.sources);
    sendToNextDestination(stem);
  }

  private void send(Stem stem, PeerId to) {
    if (stem.destination == null) {
      // The embargo starts at the first send, since it has to outlast the rest of the stem.
      setEmbargo(
          stem,
          Draws.truncatedExponential(
              context.random(),
              hopTime.meanEmbargo(settings.q(), settings.epsilon(), stem.bytes()),
              longestEmbargo(stem)));
    }
    stem.destination = to;
    stem.tried.add(to);
    stem.mayAcknowledge.add(to);
    stem.timesSent++;
    stem.sentNanos = context.nowNanos();
    context.send(to, stem.message, DandelionCodec.STEM);
    stem.retry =
        context.schedule(
            hopTime.retryAfter(stem.bytes()), "retry a hop", () -> sendAgain(stem, to));
  }

  private void sendAgain(Stem stem, PeerId to) {
    if (stem.timesSent < settings.stemTries() && !stem.noneAnswered && routes.isUp(to)) {
      send(stem, to);
    } else {
      sendToNextDestination(stem);
    }
  }

  private void setEmbargo(Stem stem, Duration time) {
    stem.cancelEmbargo();
    stem.embargo = context.schedule(time, "embargo", () -> endEmbargo(stem));
  }

  private void endEmbargo(Stem stem) {
    Duration longest = longestEmbargo(stem);
    if (routes.hasNoPeers()
        && stem.destination == null
        && longest.compareTo(StemRoutes.INBOUND_FALLBACK_DELAY) > 0) {
      setEmbargo(stem, longest);
    } else {
      startFluff(stem.message);
    }
  }

  private Duration longestEmbargo(Stem stem) {
    return Duration.ofNanos(Math.max(1, (stem.endNanos - context.nowNanos()) / LIFETIME_DIVISOR));
  }

  /** What they acknowledge is their own doing, and the fluff relay may answer their requests. */
  @Override
  public boolean hearsDoubtedPeers() {
    return true;
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    for (MessageId id : DandelionCodec.arrivedIds(body)) {
      Stem stem = pool.find(id);
      if (stem != null && stem.retry != null && stem.mayAcknowledge.contains(from.id())) {
        stem.cancelRetry();
        // If several copies were sent, it is unknown which was answered (Karn, Partridge 1987).
        if (stem.timesSent == 1
            && !stem.noneAnswered
            && from.id().equals(stem.destination)
            && !HopTime.isLarge(stem.bytes())) {
          hopTime.addMeasurement(context.nowNanos() - stem.sentNanos);
        }
      }
    }
  }

  // ---- peers and the fluff relay -------------------------------------------------------------

  @Override
  public void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    fluffContext.forwardControl(fluff, from, slot, body);
  }

  @Override
  public void onPeerUp(Peer peer) {
    routes.peerUp(peer);
    fluff.onPeerUp(peer);
    for (Stem stem : pool.waiting()) {
      // The peer may not have answered because its link was down.
      if (!stem.sources.contains(peer.id())) {
        stem.tried.remove(peer.id());
      }
      sendToNextDestination(stem);
    }
  }

  @Override
  public void onPeerDown(Peer peer) {
    routes.peerDown(peer.id());
    fluff.onPeerDown(peer);
  }

  @Override
  public void onRoom(Peer peer) {
    fluff.onRoom(peer);
  }
}
