package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which strangers get a key agreement, of those who have shown that they receive at their
 * address. There is a limit for each address group and one for all. While the limit for all is
 * reached, requests wait, one for each group, and the group that was served longest ago is next: so
 * many requests from a few groups do not keep others out.
 *
 * <p>In private ranges every address is a group of its own without a limit, since there many nodes
 * run side by side.
 */
final class HandshakeBudget {
  /** Guesses: a node has about 100 links, and a site that restarts dials a few times a second. */
  private static final double PER_GROUP_PER_SECOND = 10;

  private static final double GROUP_BURST = 50;

  /** About 5 % of a core at 0.25 ms each. */
  private static final double PER_SECOND = 200;

  /**
   * What may be used at once after a pause, 0.25 s of a core. It is more than one for each group of
   * a large flood, since the order of groups says nothing before each has been served once.
   */
  private static final double BURST = 1000;

  /** Groups that are remembered, about 0.3 KB each. */
  private static final int MAX_GROUPS = 4096;

  private static final double NANOS = 1e9;

  private final Map<String, Group> groups = new LinkedHashMap<>(16, 0.75f, true);
  private final TreeSet<Group> waiting =
      new TreeSet<>(
          Comparator.comparingLong((Group group) -> group.lastServed)
              .thenComparingLong(group -> group.number));

  /** Whether nothing is to be served at the moment, whatever the limits allow. */
  boolean isPaused;

  private double tokens = BURST;
  private long refilledNanos;
  private long served;
  private long nextNumber;

  HandshakeBudget(long nowNanos) {
    refilledNanos = nowNanos;
  }

  /** What becomes of a request. */
  enum Decision {
    /** To be served now. */
    NOW,
    /** Waits; {@link #next} returns it when it is its turn. */
    LATER,
    /** The group has had its share. */
    NEVER
  }

  /** A request that waited. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Request(PeerAddress from, byte[] init) {}

  private static final class Group {
    final String name;
    final boolean isLimited;
    final long number;
    double tokens = GROUP_BURST;
    long refilledNanos;

    /** Running number of the latest request that was served; 0 for none. */
    long lastServed;

    @Nullable Request request;

    Group(String name, boolean isLimited, long number, long nowNanos) {
      this.name = name;
      this.isLimited = isLimited;
      this.number = number;
      this.refilledNanos = nowNanos;
    }
  }

  /** Asks for a key agreement with the sender of an init. */
  Decision request(PeerAddress from, byte[] init, long nowNanos) {
    refill(nowNanos);
    Group group = groupOf(from, nowNanos);
    if (group.isLimited) {
      group.tokens =
          Math.min(
              GROUP_BURST,
              group.tokens + (nowNanos - group.refilledNanos) / NANOS * PER_GROUP_PER_SECOND);
      group.refilledNanos = nowNanos;
      if (group.tokens < 1) {
        return Decision.NEVER;
      }
    }
    if (!isPaused && waiting.isEmpty() && tokens >= 1) {
      serve(group);
      return Decision.NOW;
    }
    // The latest request of a group: its sender is the most likely one to be still there.
    group.request = new Request(from, init);
    waiting.add(group);
    return Decision.LATER;
  }

  /** Takes the next request that is to be served now; null if there is none. */
  @Nullable Request next(long nowNanos) {
    refill(nowNanos);
    if (isPaused || tokens < 1 || waiting.isEmpty()) {
      return null;
    }
    Group group = waiting.first();
    waiting.remove(group);
    Request request = group.request;
    group.request = null;
    serve(group);
    return request;
  }

  /** Number of groups that are remembered. */
  int groups() {
    return groups.size();
  }

  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  private void serve(Group group) {
    tokens--;
    group.tokens--;
    group.lastServed = ++served;
  }

  private void refill(long nowNanos) {
    tokens = Math.min(BURST, tokens + (nowNanos - refilledNanos) / NANOS * PER_SECOND);
    refilledNanos = nowNanos;
  }

  private Group groupOf(PeerAddress from, long nowNanos) {
    boolean isLimited = !AddressGroup.isPrivate(from);
    String name = isLimited ? AddressGroup.of(from) : from.toString();
    Group known = groups.get(name);
    if (known != null) {
      return known;
    }
    if (groups.size() == MAX_GROUPS) {
      Group oldest = groups.values().iterator().next();
      groups.remove(oldest.name);
      waiting.remove(oldest);
    }
    Group group = new Group(name, isLimited, nextNumber++, nowNanos);
    groups.put(name, group);
    return group;
  }
}
