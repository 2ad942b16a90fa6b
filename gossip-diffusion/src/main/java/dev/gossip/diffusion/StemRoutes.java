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
 * Where paths lead from this node, for one epoch: two destinations among the neighbours that it
 * chose itself (a spy can choose to be any other), one of them for each neighbour that sends, and
 * whether this node ends the paths of others instead.
 *
 * <p>A node that has no such neighbour for a while takes destinations among all: to those it would
 * have to spread its own messages, otherwise, and each of them would know as much.
 */
final class StemRoutes {
  private static final int DESTINATIONS = 2;

  /**
   * How long there must be no neighbour of its own choice. Else somebody who dials a node while it
   * starts would be its destination; a guess, several times what a link takes to come up.
   */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final RelayContext context;
  private final DandelionSettings settings;
  private final SortedMap<PeerId, Peer> up = new TreeMap<>();
  private final List<PeerId> destinations = new ArrayList<>();
  // From where, and where to; this node is where its own messages come from.
  private final Map<PeerId, PeerId> routes = new TreeMap<>();
  private boolean diffuser;
  private long epochEndNanos;
  private long lastChosenNanos;

  StemRoutes(RelayContext context, DandelionSettings settings) {
    this.context = context;
    this.settings = settings;
    this.lastChosenNanos = context.nowNanos();
    startEpoch();
  }

  void up(Peer peer) {
    up.put(peer.id(), peer);
    if (isChosen(peer)) {
      up.values().stream().filter(other -> !isChosen(other)).map(Peer::id).forEach(this::avoid);
    }
  }

  void down(PeerId peer) {
    if (up.values().stream().anyMatch(StemRoutes::isChosen)) {
      lastChosenNanos = context.nowNanos();
    }
    up.remove(peer);
    routes.remove(peer);
    avoid(peer);
  }

  private void avoid(PeerId destination) {
    destinations.remove(destination);
    routes.values().removeIf(destination::equals);
  }

  private static boolean isChosen(Peer peer) {
    return peer.direction() == Direction.OUTBOUND;
  }

  boolean isAlone() {
    return up.isEmpty();
  }

  boolean isUp(PeerId peer) {
    return up.containsKey(peer);
  }

  boolean isDiffuser() {
    renew();
    return diffuser;
  }

  /**
   * The next node for what comes from an edge; null if there is none.
   *
   * @param tried destinations that will not do
   */
  @Nullable PeerId next(PeerId edge, Collection<PeerId> tried) {
    renew();
    refill();
    PeerId fixed = routes.get(edge);
    if (fixed != null && !tried.contains(fixed)) {
      return fixed;
    }
    List<PeerId> leastUsed = new ArrayList<>();
    long least = Long.MAX_VALUE;
    for (PeerId destination : destinations) {
      long uses = edge.equals(context.self()) ? 0 : peersRoutedTo(destination);
      // Back to where it came from would not be a path.
      if (destination.equals(edge) || tried.contains(destination) || uses > least) {
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
    // A neighbour that is gone has no route, or those would pile up.
    if (edge.equals(context.self()) || isUp(edge)) {
      routes.putIfAbsent(edge, next);
    }
    return next;
  }

  /**
   * Own messages do not count, and take a destination at random: else a node that publishes before
   * it relays would map all others to the other destination, and what it sends on would tell its
   * own messages from those of others. One-to-one routing in Dandelion++ maps inbound edges only.
   */
  private long peersRoutedTo(PeerId destination) {
    return routes.entrySet().stream()
        .filter(route -> !route.getKey().equals(context.self()))
        .filter(route -> route.getValue().equals(destination))
        .count();
  }

  // No timer, so that nothing waits in a network in which nothing happens.
  private void renew() {
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

  private void refill() {
    int missing = DESTINATIONS - destinations.size();
    if (missing > 0) {
      boolean anybody = mayTakeAnybody();
      List<PeerId> candidates =
          up.values().stream()
              .filter(peer -> anybody || isChosen(peer))
              .map(Peer::id)
              .filter(peer -> !destinations.contains(peer))
              .toList();
      destinations.addAll(Draws.sample(context.random(), candidates, missing));
    }
  }

  private boolean mayTakeAnybody() {
    return up.values().stream().noneMatch(StemRoutes::isChosen)
        && context.nowNanos() - lastChosenNanos >= PATIENCE.toNanos();
  }
}
