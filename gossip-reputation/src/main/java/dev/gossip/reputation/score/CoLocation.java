package dev.gossip.reputation.score;

import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.spam.SpamContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes peers of one address group expensive, if there are more than are free. Off by default,
 * since anyone with an address in a group could so keep others of that group out.
 */
final class CoLocation {
  private final SpamContext context;
  private final int free;

  CoLocation(SpamContext context, int free) {
    this.context = context;
    this.free = free;
  }

  /** Sets the penalty of each peer that is up, after one came or went. */
  void update(Collection<PeerScore> up) {
    if (free > 0) {
      Map<AddressGroup, Integer> sizes = new HashMap<>();
      up.forEach(score -> groupOf(score).forEach(group -> sizes.merge(group, 1, Integer::sum)));
      up.forEach(
          score ->
              score.setCoLocationPenalty(
                  groupOf(score).stream()
                      .mapToDouble(group -> penalty(sizes.getOrDefault(group, 0)))
                      .sum()));
    }
  }

  /** The group of a peer, if it counts. */
  private List<AddressGroup> groupOf(PeerScore score) {
    return context.group(score.peer().id()).filter(group -> !group.isLocal()).stream().toList();
  }

  /** As with all evidence, the whole limit costs 100 points; that is twice what is free. */
  private double penalty(int size) {
    double share = Math.max(0, size - free) / (double) free;
    return PeerScore.DISCOURAGED_AT * share * share;
  }
}
