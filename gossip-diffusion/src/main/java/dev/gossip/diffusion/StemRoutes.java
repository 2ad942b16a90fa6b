package dev.gossip.diffusion;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Draws;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where this node sends stem messages during one epoch. It picks two destinations among its
 * outbound peers, since a spy can make itself an inbound peer. Each peer that sends stem messages
 * is mapped to one of the two. Alternatively, the node is a diffuser in this epoch and ends the
 * stems of others.
 *
 * <p>A node without outbound peers for a while picks destinations among all peers. Otherwise it
 * would have to spread its own messages to them, and each would learn just as much.
 */
final class StemRoutes {
  private static final int DESTINATIONS = 2;

  /**
   * How long a node must be without outbound peers before it uses inbound ones. Without this delay,
   * an attacker that dials a node while it starts would become its destination. A guess: several
   * times what a link takes to come up.
   */
  static final Duration INBOUND_FALLBACK_DELAY = Duration.ofSeconds(5);

  private final RelayContext context;
  private final DandelionSettings settings;
  private final SortedMap<PeerId, Peer> peers = new TreeMap<>();
  private final List<PeerId> destinations = new ArrayList<>();
  // From source to destination; the source of own messages is this node.
  private final Map<PeerId, PeerId> routes = new TreeMap<>();
  private boolean diffuser;
  private long epochEndNanos;
  private long lastOutboundNanos;

  StemRoutes(RelayContext context, DandelionSettings settings) {
    this.context = context;
    this.settings = settings;
    this.lastOutboundNanos = context.nowNanos();
    startEpoch();
  }

  void peerUp(Peer peer) {
    peers.put(peer.id(), peer);
    if (isOutbound(peer)) {
      peers.values().stream()
          .filter(other -> !isOutbound(other))
          .map(Peer::id)
          .forEach(this::removeDestination);
    }
  }

  void peerDown(PeerId peer) {
    if (peers.values().stream().anyMatch(StemRoutes::isOutbound)) {
      lastOutboundNanos = context.nowNanos();
    }
    peers.remove(peer);
    routes.remove(peer);
    removeDestination(peer);
  }

  private void removeDestination(PeerId destination) {
    destinations.remove(destination);
    routes.values().removeIf(destination::equals);
  }

  private static boolean isOutbound(Peer peer) {
    return peer.direction() == Direction.OUTBOUND;
  }

  boolean hasNoPeers() {
    return peers.isEmpty();
  }

  boolean isUp(PeerId peer) {
    return peers.containsKey(peer);
  }

  boolean isDiffuser() {
    startEpochIfDue();
    return diffuser;
  }

  /**
   * Returns the destination for messages of a source, or null if there is none.
   *
   * @param source the peer that a message came from; this node for its own messages
   * @param tried destinations to exclude
   */
  @Nullable PeerId nextDestination(PeerId source, Collection<PeerId> tried) {
    startEpochIfDue();
    refillDestinations();
    PeerId assigned = routes.get(source);
    if (assigned != null && !tried.contains(assigned)) {
      return assigned;
    }
    List<PeerId> leastUsed = new ArrayList<>();
    long least = Long.MAX_VALUE;
    for (PeerId destination : destinations) {
      long uses = source.equals(context.self()) ? 0 : peersRoutedTo(destination);
      // Never send a message back to its source.
      if (destination.equals(source) || tried.contains(destination) || uses > least) {
        continue;
      }
      if (uses < least) {
        leastUsed.clear();
        least = uses;
      }
      leastUsed.add(destination);
    }
    if (leastUsed.isEmpty()) {
      return null;
    }
    PeerId next = leastUsed.get(context.random().nextInt(leastUsed.size()));
    // Peers that are down get no route, so that the map stays bounded.
    if (source.equals(context.self()) || isUp(source)) {
      routes.putIfAbsent(source, next);
    }
    return next;
  }

  /**
   * Counts the peers that are routed to a destination. Own messages do not count and get a random
   * destination. Otherwise a node that publishes before it relays would route all peers to the
   * other destination, which would separate its own messages from relayed ones. One-to-one routing
   * in Dandelion++ maps inbound edges only.
   */
  private long peersRoutedTo(PeerId destination) {
    return routes.entrySet().stream()
        .filter(route -> !route.getKey().equals(context.self()))
        .filter(route -> route.getValue().equals(destination))
        .count();
  }

  // Checked on use instead of with a timer, so that an idle network has no pending timers.
  private void startEpochIfDue() {
    if (context.nowNanos() - epochEndNanos >= 0) {
      startEpoch();
    }
  }

  private void startEpoch() {
    diffuser = context.random().nextDouble() < settings.q();
    destinations.clear();
    routes.clear();
    epochEndNanos =
        context.nowNanos() + Draws.exponential(context.random(), settings.epoch()).toNanos();
  }

  private void refillDestinations() {
    int missing = DESTINATIONS - destinations.size();
    if (missing > 0) {
      boolean useInbound = mayUseInbound();
      List<PeerId> candidates =
          peers.values().stream()
              .filter(peer -> useInbound || isOutbound(peer))
              .map(Peer::id)
              .filter(peer -> !destinations.contains(peer))
              .toList();
      destinations.addAll(Draws.sample(context.random(), candidates, missing));
    }
  }

  private boolean mayUseInbound() {
    return peers.values().stream().noneMatch(StemRoutes::isOutbound)
        && context.nowNanos() - lastOutboundNanos >= INBOUND_FALLBACK_DELAY.toNanos();
  }
}
