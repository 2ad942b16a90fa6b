package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which strangers get a handshake, of those who have shown that they receive at their
 * address. That pays for all its key agreements, also for the one that its finish causes. There is a limit for each address group and one for all. While the limit for all is
 * reached, requests wait, one for each group, and the group that was served longest ago is next: so
 * many requests from a few groups do not keep others out.
 *
 * <p>In private ranges every address with its port is a group of its own without a limit, since
 * there many nodes run side by side, also on one host.
 */
final class HandshakeBudget {
  /** Guesses: a node has about 100 links, and a site that restarts dials a few times a second. */
  private static final double PER_GROUP_PER_SECOND = 10;

  private static final double GROUP_BURST = 50;

  /** About 7 % of a core at 0.35 ms each, three agreements and a key. */
  private static final double PER_SECOND = 200;

  /**
   * What may be used at once after a pause, 0.35 s of a core. It is more than one for each group of
   * a large flood, since the order of groups says nothing before each has been served once.
   */
  private static final double BURST = 1000;

  /** Groups that are remembered, about 0.3 KB each. */
  private static final int MAX_GROUPS = 4096;

  /**
   * Groups looked at for one to forget. At most 40 can be spent at the same time, since all
   * agreements of 5 s, in which a group gets its burst back, are not more than 2000.
   */
  private static final int FORGET_TRIES = 64;

  private static final double NANOS = 1e9;

  // The group that asked longest ago is first in both.
  private final Map<String, Group> idle = new LinkedHashMap<>();
  private final Map<String, Group> withRequest = new LinkedHashMap<>();
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

    void refill(long nowNanos) {
      double more = (nowNanos - refilledNanos) / NANOS * PER_GROUP_PER_SECOND;
      tokens = isLimited ? Math.min(GROUP_BURST, tokens + more) : GROUP_BURST;
      refilledNanos = nowNanos;
    }

    boolean isSpent() {
      return isLimited && tokens < 1;
    }
  }

  /** Asks for a key agreement with the sender of an init. */
  Decision request(PeerAddress from, byte[] init, long nowNanos) {
    refill(nowNanos);
    Group group = takeGroup(from, nowNanos);
    Decision decision = decide(group, nowNanos);
    if (decision == Decision.LATER) {
      // The latest request of a group: its sender is the most likely one to be still there.
      group.request = new Request(from, init);
      waiting.add(group);
    }
    (group.request == null ? idle : withRequest).put(group.name, group);
    return decision;
  }

  private Decision decide(Group group, long nowNanos) {
    group.refill(nowNanos);
    if (group.isSpent()) {
      return Decision.NEVER;
    }
    if (!isPaused && waiting.isEmpty() && tokens >= 1) {
      serve(group);
      return Decision.NOW;
    }
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
    withRequest.remove(group.name);
    idle.put(group.name, group);
    serve(group);
    return request;
  }

  /** Number of groups that are remembered. */
  int groups() {
    return idle.size() + withRequest.size();
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

  /** Takes the group of an address out of the table, or makes one. */
  private Group takeGroup(PeerAddress from, long nowNanos) {
    boolean isLimited = !AddressGroup.isPrivate(from);
    String name = isLimited ? AddressGroup.of(from) : from.toString();
    Group known = idle.remove(name);
    known = known == null ? withRequest.remove(name) : known;
    if (known != null) {
      return known;
    }
    if (groups() == MAX_GROUPS) {
      forgetOne(nowNanos);
    }
    return new Group(name, isLimited, nextNumber++, nowNanos);
  }

  /**
   * Forgets an idle group: of those that asked longest ago the first that has its whole burst, or
   * else has most of it. A spent group would have a new burst when it comes back, so rather than
   * that one, a group goes whose request waits longest.
   */
  private void forgetOne(long nowNanos) {
    Group best = null;
    int tries = 0;
    for (Group group : idle.values()) {
      group.refill(nowNanos);
      if (!group.isSpent() && (best == null || group.tokens > best.tokens)) {
        best = group;
      }
      if (++tries == FORGET_TRIES || (best != null && best.tokens >= GROUP_BURST)) {
        break;
      }
    }
    if (best != null) {
      idle.remove(best.name);
      return;
    }
    Group oldest = (withRequest.isEmpty() ? idle : withRequest).values().iterator().next();
    idle.remove(oldest.name);
    withRequest.remove(oldest.name);
    waiting.remove(oldest);
  }
}
