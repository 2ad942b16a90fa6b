package dev.gossip.udp.secure;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.link.AddressGroup;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which strangers get a handshake, of those who have shown that they receive at their
 * address. That pays for all its key agreements, also for the one that its finish causes. There is
 * a limit for each address group and one for all. While the limit for all is reached, requests
 * wait, one for each group, and the group that was served longest ago is next: so many requests
 * from a few groups do not keep others out.
 *
 * <p>Somebody may have a whole IPv6 /32 with its 65,536 groups. So for IPv6 it is the /32 that is a
 * group here, with more for it, and within it each /48 has the limit of a group; a /48 that is
 * forgotten gets its burst back, but not what its /32 has used up.
 *
 * <p>In private ranges every host is a group of its own without a limit, and one request of each of
 * its ports waits, since there many nodes run side by side, also on one host. So one host that
 * changes its port does not keep others out.
 */
final class HandshakeBudget {
  /** Guesses: a node has about 100 links, and a site that restarts dials a few times a second. */
  private static final double PER_GROUP_PER_SECOND = 10;

  private static final double GROUP_BURST = 50;

  /** Four times as much as a group, also a second. A guess: a /32 may be many sites, or one. */
  private static final double WIDE_BURST = 200;

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

  /**
   * Requests that wait, about 0.3 KB each. If there are too many, the group that has most loses its
   * first one.
   */
  private static final int MAX_WAITING = 4096;

  /** The /48 that are remembered, about 0.2 KB each. */
  private static final int MAX_SITES = 4096;

  // The group that asked longest ago is first in all.
  private final Map<String, Bucket> sites = new LinkedHashMap<>();
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
  private int waitingRequests;
  private int givenUp;

  /** After which a request that waits is forgotten. */
  private final long maxWaitNanos;

  /**
   * @param maxWait how long a request may wait: its sender repeats it, or has given up
   */
  HandshakeBudget(Duration maxWait, long nowNanos) {
    maxWaitNanos = maxWait.toNanos();
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

  /** A request that waited since a time. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Request(PeerAddress from, byte[] init, long sinceNanos) {}

  /** What one source may use, and how much of that is left. */
  private static class Bucket {
    private final double burst;
    private final boolean isLimited;
    private double tokens;
    private long refilledNanos;

    Bucket(double burst, boolean isLimited, long nowNanos) {
      this.burst = burst;
      this.isLimited = isLimited;
      this.tokens = burst;
      this.refilledNanos = nowNanos;
    }

    void refill(long nowNanos) {
      double more = (nowNanos - refilledNanos) / NANOS * burst / GROUP_BURST * PER_GROUP_PER_SECOND;
      tokens = isLimited ? Math.min(burst, tokens + more) : burst;
      refilledNanos = nowNanos;
    }

    void take() {
      tokens--;
    }

    boolean isSpent() {
      return isLimited && tokens < 1;
    }

    /** From 0 to 1. */
    double shareLeft() {
      return tokens / burst;
    }
  }

  private static final class Group extends Bucket {
    final String name;
    final long number;

    /** Running number of the latest request that was served; 0 for none. */
    long lastServed;

    /** By port in private ranges, where each has its latest one; elsewhere only one. */
    final Map<Integer, Request> requests = new LinkedHashMap<>();

    Group(String name, double burst, boolean isLimited, long number, long nowNanos) {
      super(burst, isLimited, nowNanos);
      this.name = name;
      this.number = number;
    }
  }

  /** Asks for a key agreement with the sender of an init. */
  Decision request(PeerAddress from, byte[] init, long nowNanos) {
    refill(nowNanos);
    Group group = takeGroup(from, nowNanos);
    Bucket site = site(from, group, nowNanos);
    Decision decision = decide(group, site, nowNanos);
    if (decision == Decision.LATER) {
      // The latest request: its sender is the most likely one to be still there.
      int port = AddressGroup.isPrivate(from) ? from.port() : 0;
      Request earlier = group.requests.put(port, new Request(from, init, nowNanos));
      if (earlier == null) {
        waitingRequests++;
      } else if (!earlier.from().equals(from)) {
        givenUp++;
      }
      waiting.add(group);
    }
    keep(group);
    if (waitingRequests > MAX_WAITING) {
      dropOne();
    }
    return decision;
  }

  private void keep(Group group) {
    (group.requests.isEmpty() ? idle : withRequest).put(group.name, group);
  }

  private void dropOne() {
    Group largest = Collections.max(waiting, Comparator.comparingInt(one -> one.requests.size()));
    poll(largest);
    givenUp++;
    if (largest.requests.isEmpty()) {
      waiting.remove(largest);
      withRequest.remove(largest.name);
      keep(largest);
    }
  }

  /** Takes the first request of a group that has one. */
  private Request poll(Group group) {
    Iterator<Request> requests = group.requests.values().iterator();
    Request first = requests.next();
    requests.remove();
    waitingRequests--;
    return first;
  }

  private Decision decide(Group group, Bucket site, long nowNanos) {
    group.refill(nowNanos);
    site.refill(nowNanos);
    if (group.isSpent() || site.isSpent()) {
      return Decision.NEVER;
    }
    if (!isPaused && waiting.isEmpty() && tokens >= 1) {
      serve(group, site);
      return Decision.NOW;
    }
    return Decision.LATER;
  }

  /** Takes the next request that is to be served now; null if there is none. */
  @Nullable Request next(long nowNanos) {
    refill(nowNanos);
    while (!isPaused && tokens >= 1 && !waiting.isEmpty()) {
      Group group = waiting.first();
      waiting.remove(group);
      withRequest.remove(group.name);
      Request request = poll(group);
      boolean isInTime = nowNanos - request.sinceNanos() <= maxWaitNanos;
      if (isInTime) {
        serve(group, site(request.from(), group, nowNanos));
      } else {
        givenUp++;
      }
      if (!group.requests.isEmpty()) {
        waiting.add(group);
      }
      keep(group);
      if (isInTime) {
        return request;
      }
    }
    return null;
  }

  /** Number of requests that waited and were given up, since the last call. */
  int takeGivenUp() {
    int count = givenUp;
    givenUp = 0;
    return count;
  }

  /** Number of requests that wait. */
  int requests() {
    return waitingRequests;
  }

  /** Number of groups that are remembered. */
  int groups() {
    return idle.size() + withRequest.size();
  }

  /** Number of /48 that are remembered. */
  int sites() {
    return sites.size();
  }

  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  private void serve(Group group, Bucket site) {
    tokens--;
    group.take();
    if (!site.equals(group)) {
      site.take();
    }
    group.lastServed = ++served;
  }

  private void refill(long nowNanos) {
    tokens = Math.min(BURST, tokens + (nowNanos - refilledNanos) / NANOS * PER_SECOND);
    refilledNanos = nowNanos;
  }

  /** Takes the group of an address out of the table, or makes one. */
  private Group takeGroup(PeerAddress from, long nowNanos) {
    boolean isLimited = !AddressGroup.isPrivate(from);
    String name = isLimited ? AddressGroup.wide(from) : from.host();
    Group known = idle.remove(name);
    known = known == null ? withRequest.remove(name) : known;
    if (known != null) {
      return known;
    }
    if (groups() == MAX_GROUPS) {
      forgetOne(nowNanos);
    }
    double burst = AddressGroup.isIpv6(from) ? WIDE_BURST : GROUP_BURST;
    return new Group(name, burst, isLimited, nextNumber++, nowNanos);
  }

  /** The limit within the group of an address: that of its /48, or else the group itself. */
  private Bucket site(PeerAddress from, Group group, long nowNanos) {
    if (!AddressGroup.isIpv6(from) || AddressGroup.isPrivate(from)) {
      return group;
    }
    String name = AddressGroup.of(from);
    Bucket site = sites.remove(name);
    if (site == null) {
      site = new Bucket(GROUP_BURST, true, nowNanos);
      if (sites.size() == MAX_SITES) {
        sites.remove(sites.keySet().iterator().next());
      }
    }
    sites.put(name, site);
    return site;
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
      if (!group.isSpent() && (best == null || group.shareLeft() > best.shareLeft())) {
        best = group;
      }
      if (++tries == FORGET_TRIES || (best != null && best.shareLeft() >= 1)) {
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
    waitingRequests -= oldest.requests.size();
    givenUp += oldest.requests.size();
  }
}
