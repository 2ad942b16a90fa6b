package dev.gossip.diffusion;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.Draws;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.diffusion.DandelionCodec.Header;
import dev.gossip.diffusion.StemPool.Stem;
import java.time.Duration;
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

  /** An embargo ends within this part of the lifetime, so that there is time left to spread. */
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
      if (held != null && !held.edge.equals(from)) {
        startFluff(message);
      }
    } else if (held != null) {
      becomePublic(message, new Arrival(arrival.from(), header.inner()));
    } else {
      fluff.onDuplicate(message, new Arrival(arrival.from(), header.inner()));
    }
  }

  private void stem(GossipMessage message, PeerId edge) {
    PeerId next = routes.next(edge);
    if (edge.equals(context.self())) {
      makeRoomForOwn();
    } else if (next == null || !pool.hasRoomFor(edge)) {
      startFluff(message);
      return;
    }
    TimerHandle embargo =
        context.schedule(drawEmbargo(message), "embargo", () -> startFluff(message));
    Stem stem = new Stem(message, edge, embargo);
    pool.hold(stem);
    if (next != null) {
      send(stem, next);
    } else {
      // An own message is held even with nowhere to go: to spread it now would show where it began.
      stem.retry = context.schedule(StemRoutes.PATIENCE, "find a destination", () -> sendOff(stem));
    }
  }

  private void sendOff(Stem stem) {
    PeerId next = routes.next(stem.edge);
    if (next != null) {
      stem.cancelRetry();
      send(stem, next);
    }
  }

  /** Ends the embargo that has lasted longest: that path has most likely ended by now. */
  private void makeRoomForOwn() {
    Stem eldest = pool.hasRoomFor(context.self()) ? null : pool.eldestOwn();
    if (eldest != null) {
      startFluff(eldest.message);
    }
  }

  private Duration drawEmbargo(GossipMessage message) {
    return Draws.exponentialBelow(
        context.random(),
        hopTime.meanEmbargo(settings.q(), settings.epsilon()),
        Duration.ofMillis(message.lifetimeMillis() / LIFETIME_DIVISOR));
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

  // ---- one hop -------------------------------------------------------------------------------

  private void send(Stem stem, PeerId to) {
    stem.next = to;
    stem.tried.add(to);
    stem.timesSent++;
    stem.sentNanos = context.nowNanos();
    context.send(to, stem.message, DandelionCodec.STEM);
    stem.retry = context.schedule(hopTime.retryAfter(), "repeat a hop", () -> sendAgain(stem, to));
  }

  private void sendAgain(Stem stem, PeerId silent) {
    stem.retry = null;
    if (stem.timesSent < settings.stemTries() && routes.isUp(silent)) {
      send(stem, silent);
      return;
    }
    PeerId other = routes.other(stem.edge, stem.tried);
    // With none the embargo decides: to spread it now would tell the silent where it comes from.
    if (other != null) {
      stem.timesSent = 0;
      send(stem, other);
    }
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    for (MessageId id : DandelionCodec.arrivedIds(body)) {
      Stem stem = pool.find(id);
      if (stem != null && stem.retry != null && stem.tried.contains(from.id())) {
        stem.cancelRetry();
        // Which of several copies is answered cannot be known (Karn and Partridge, 1987).
        if (stem.timesSent == 1 && from.id().equals(stem.next)) {
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
    pool.ownUnsent().forEach(this::sendOff);
  }

  @Override
  public void onPeerDown(Peer peer) {
    routes.down(peer.id());
    fluff.onPeerDown(peer);
  }
}
