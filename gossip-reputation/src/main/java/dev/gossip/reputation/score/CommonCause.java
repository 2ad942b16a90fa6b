package dev.gossip.reputation.score;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.SpamContext;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds out whether inferred evidence has a common cause. If a third of the peers show the same,
 * then rather this node is wrong, or the network has changed, and nobody is charged.
 *
 * <p>Asked are the peers that an attacker cannot simply bring along: those that this node dialled,
 * and those that have been up for ten minutes; and each address group has one vote. A swarm of
 * fresh inbound peers can so neither cause a suspension nor profit from one that it causes.
 */
final class CommonCause {
  /**
   * As long as a first ban: a peer that stays so long without a ban costs an attacker something.
   */
  private static final Duration PROVEN_AFTER = Duration.ofMinutes(10);

  private static final long PROVEN_AFTER_NANOS = PROVEN_AFTER.toNanos();
  private static final long WARN_AGAIN_NANOS = Duration.ofMinutes(10).toNanos();

  /** Messages need far less to reach all peers, but not all peers send at once. */
  private static final long MIN_WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

  /** One of three is a third, so fewer say nothing. */
  private static final int MIN_GROUPS = 4;

  private final SpamContext context;
  private final long windowNanos;
  // When each group has shown evidence last. Only groups of peers that are up.
  private final Map<Evidence, Map<Object, Long>> shownAtNanos = new EnumMap<>(Evidence.class);
  private final Map<Evidence, Long> warnedAtNanos = new EnumMap<>(Evidence.class);

  CommonCause(SpamContext context, long halfLifeNanos) {
    this.context = context;
    this.windowNanos = Math.max(MIN_WINDOW_NANOS, halfLifeNanos);
  }

  /**
   * How many of those who are asked have shown some evidence lately.
   *
   * @param showing groups that have
   * @param all groups that are asked
   */
  record Share(int showing, int all) {

    /** Whether nobody is to be charged. */
    boolean isCommon() {
      return all < MIN_GROUPS || isThird();
    }

    /** Whether so many show it, and more than one, that this node itself is suspect. */
    boolean isSuspect() {
      return showing > 1 && isThird();
    }

    private boolean isThird() {
      return 3 * showing >= all;
    }

    @Override
    public String toString() {
      return showing + " of " + all + " groups of peers show it";
    }
  }

  /**
   * Notes evidence that a peer shows.
   *
   * @param up all peers that are up
   * @return how many show it now
   */
  Share show(Evidence evidence, PeerScore peer, Collection<PeerScore> up) {
    long now = context.nowNanos();
    Set<Object> groups = groups(up);
    Map<Object, Long> shown = shownAtNanos.computeIfAbsent(evidence, key -> new HashMap<>());
    shown.keySet().retainAll(groups);
    if (isAsked(peer, now)) {
      shown.put(group(peer.peer().id()), now);
    }
    Share share = share(evidence, groups);
    if (share.isSuspect()) {
      warn(evidence, share, now);
    }
    return share;
  }

  /** How many of the peers that are up show it; changes nothing. */
  Share share(Evidence evidence, Collection<PeerScore> up) {
    return share(evidence, groups(up));
  }

  private Share share(Evidence evidence, Set<Object> groups) {
    long now = context.nowNanos();
    Map<Object, Long> shown = shownAtNanos.getOrDefault(evidence, new HashMap<>());
    long showing =
        groups.stream()
            .map(shown::get)
            .filter(Objects::nonNull)
            .filter(atNanos -> now - atNanos <= windowNanos)
            .count();
    return new Share((int) showing, groups.size());
  }

  private Set<Object> groups(Collection<PeerScore> up) {
    long now = context.nowNanos();
    Set<Object> groups = new HashSet<>();
    for (PeerScore score : up) {
      if (isAsked(score, now)) {
        groups.add(group(score.peer().id()));
      }
    }
    return groups;
  }

  private static boolean isAsked(PeerScore score, long nowNanos) {
    return score.peer().direction() == Direction.OUTBOUND
        || score.upNanos(nowNanos) >= PROVEN_AFTER_NANOS;
  }

  /** On a local network everybody has any address, so there each peer is a group. */
  private Object group(PeerId peer) {
    return context
        .group(peer)
        .filter(group -> !group.isLocal())
        .<Object>map(group -> group)
        .orElse(peer);
  }

  private void warn(Evidence evidence, Share share, long nowNanos) {
    Long warned = warnedAtNanos.get(evidence);
    if (warned == null || nowNanos - warned >= WARN_AGAIN_NANOS) {
      warnedAtNanos.put(evidence, nowNanos);
      context.warn(
          String.format(
              Locale.ROOT,
              "suspect-self: %d of %d groups of peers show '%s'; nobody is charged",
              share.showing(),
              share.all(),
              evidence.rule()),
          "check clock, version and validators of this node");
    }
  }
}
