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
 * Dandelion++ (arXiv 1805.11060) over any other relay. A message first travels a path, its stem,
 * from node to node; then the other relay, the fluff, spreads it from where the path ends. Each
 * node on the path holds the message under an embargo: if it has not become public by then, the
 * node spreads it itself. So a neighbour that swallows messages costs time, but no message.
 *
 * <p>A hop of the path is acknowledged and repeated, so that a lost datagram does not cost an
 * embargo. A path may come from any neighbour, also one that this node chose: when two nodes have
 * chosen each other, both are right to send.
 */
final class DandelionRelay implements RelayStrategy {
  static final String SLOT = "relay.fluff";

  /** An embargo ends within this part of the lifetime left, so that there is time to spread. */
  private static final int LIFETIME_DIVISOR = 2;

  private final RelayContext context;
  private final DandelionSettings settings;
  private final FluffContext fluffContext;
  private final RelayStrategy fluff;
  private final StemRoutes routes;
  private final StemPool pool;
  private final HopTime hopTime;
  // Held until now, and at this moment shown to the fluff relay.
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

  /** The fluff relay's world, in which what is held does not exist. */
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
    stem(message, context.self());
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    if (pool.holds(message.id())) {
      // The node had to forget its id early, so that it comes as new.
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
      stem(message, from);
    }
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    Header header = DandelionCodec.header(arrival.header());
    PeerId from = arrival.from().id();
    Stem held = pool.find(message.id());
    if (header.stem()) {
      context.sendControl(from, DandelionCodec.arrived(message.id()));
      // From the same neighbour again it is but repeated; from another one the path is a loop.
      if (held != null && held.edges.add(from)) {
        leaveLoop(held, from);
      }
    } else if (held != null) {
      becomePublic(message, new Arrival(arrival.from(), header.inner()));
    } else {
      fluff.onDuplicate(message, new Arrival(arrival.from(), header.inner()));
    }
  }

  private void stem(GossipMessage message, PeerId edge) {
    if (edge.equals(context.self())) {
      makeRoomForOwn();
    } else if (!pool.hasRoomFor(edge) || routes.next(edge, List.of()) == null) {
      startFluff(message);
      return;
    }
    Duration lifetime = Duration.ofMillis(message.lifetimeMillis());
    Stem stem = new Stem(message, edge, context.nowNanos() + lifetime.toNanos());
    pool.hold(stem);
    sendOn(stem);
  }

  /** Ends the embargo that has lasted longest: that path has most likely ended by now. */
  private void makeRoomForOwn() {
    Stem eldest = pool.hasRoomFor(context.self()) ? null : pool.eldestOwn();
    if (eldest != null) {
      startFluff(eldest.message);
    }
  }

  private void startFluff(GossipMessage message) {
    pool.lift(message.id());
    fluff.onPublish(message);
  }

  /** Somebody else has spread it. To the fluff relay it is the first copy. */
  private void becomePublic(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    revealed = message.id();
    try {
      fluff.onMessage(message, arrival);
    } finally {
      revealed = null;
    }
    pool.lift(message.id());
  }

  /**
   * Goes the other way; whoever is on a loop does, so that its origin is nothing special. To spread
   * it here, where it may have begun, is for when there is none.
   */
  private void leaveLoop(Stem stem, PeerId from) {
    stem.tried.add(from);
    stem.asked.clear();
    if (routes.isDiffuser() || routes.next(stem.edge, stem.tried) == null) {
      startFluff(stem.message);
    } else {
      sendOn(stem);
    }
  }

  // ---- one hop -------------------------------------------------------------------------------

  /** To a destination that was not tried yet. */
  private void sendOn(Stem stem) {
    stem.cancelRetry();
    PeerId next = routes.next(stem.edge, stem.tried);
    if (next != null) {
      stem.timesSent = 0;
      send(stem, next);
      return;
    }
    // To spread it now would show where it comes from, at least to those who do not answer.
    stem.waits = true;
    stem.retry =
        context.schedule(StemRoutes.PATIENCE, "find a destination", () -> tryAllAgain(stem));
    if (stem.embargo == null) {
      setEmbargo(stem, longestEmbargo(stem));
    }
  }

  private void tryAllAgain(Stem stem) {
    stem.silenced = stem.next != null;
    stem.tried.retainAll(stem.edges);
    sendOn(stem);
  }

  private void send(Stem stem, PeerId to) {
    if (stem.next == null) {
      // It counts from here: the time of a path is what an embargo has to be long against.
      setEmbargo(
          stem,
          Draws.exponentialBelow(
              context.random(),
              hopTime.meanEmbargo(settings.q(), settings.epsilon()),
              longestEmbargo(stem)));
    }
    stem.next = to;
    stem.tried.add(to);
    stem.asked.add(to);
    stem.timesSent++;
    stem.sentNanos = context.nowNanos();
    context.send(to, stem.message, DandelionCodec.STEM);
    stem.retry = context.schedule(hopTime.retryAfter(), "repeat a hop", () -> sendAgain(stem, to));
  }

  private void sendAgain(Stem stem, PeerId silent) {
    if (stem.timesSent < settings.stemTries() && !stem.silenced && routes.isUp(silent)) {
      send(stem, silent);
    } else {
      sendOn(stem);
    }
  }

  private void setEmbargo(Stem stem, Duration time) {
    stem.cancelEmbargo();
    stem.embargo = context.schedule(time, "embargo", () -> endEmbargo(stem));
  }

  private void endEmbargo(Stem stem) {
    Duration longest = longestEmbargo(stem);
    if (routes.isAlone() && stem.next == null && longest.compareTo(StemRoutes.PATIENCE) > 0) {
      setEmbargo(stem, longest);
    } else {
      startFluff(stem.message);
    }
  }

  private Duration longestEmbargo(Stem stem) {
    return Duration.ofNanos(Math.max(1, (stem.endNanos - context.nowNanos()) / LIFETIME_DIVISOR));
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    for (MessageId id : DandelionCodec.arrivedIds(body)) {
      Stem stem = pool.find(id);
      if (stem != null && stem.retry != null && stem.asked.contains(from.id())) {
        stem.cancelRetry();
        // Which of several copies is answered cannot be known (Karn and Partridge, 1987).
        if (stem.timesSent == 1 && !stem.silenced && from.id().equals(stem.next)) {
          hopTime.measured(context.nowNanos() - stem.sentNanos);
        }
      }
    }
  }

  // ---- the fluff relay's ---------------------------------------------------------------------

  @Override
  public void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    fluffContext.handOn(fluff, from, slot, body);
  }

  @Override
  public void onPeerUp(Peer peer) {
    routes.up(peer);
    fluff.onPeerUp(peer);
    for (Stem stem : pool.waiting()) {
      // Whoever did not answer may have been gone, and is back.
      if (!stem.edges.contains(peer.id())) {
        stem.tried.remove(peer.id());
      }
      sendOn(stem);
    }
  }

  @Override
  public void onPeerDown(Peer peer) {
    routes.down(peer.id());
    fluff.onPeerDown(peer);
  }
}
