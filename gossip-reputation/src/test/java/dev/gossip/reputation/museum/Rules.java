package dev.gossip.reputation.museum;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The rules of a scorer. Each signal adds points, a share of which is forgotten each second, and a
 * peer with more than a limit is discouraged.
 */
final class Rules {
  private final Map<Signal, Double> points = new EnumMap<>(Signal.class);
  final double limit;
  double keptEachSecond = 1;
  Duration ban = Duration.ofHours(1);
  boolean byAddressGroup;
  boolean givesReasons = true;
  int bannedIdsPerGroup = Integer.MAX_VALUE;
  int peersPerGroup = Integer.MAX_VALUE;
  double authorPerSecond = Double.MAX_VALUE;
  double authorBurst = Double.MAX_VALUE;
  double deliveriesInTenSeconds;

  private Rules(double limit) {
    this.limit = limit;
  }

  /** Rules that discourage a peer with this many points. */
  static Rules limit(double points) {
    return new Rules(points);
  }

  /** What one signal costs. */
  Rules charge(Signal signal, double cost) {
    points.put(signal, cost);
    return this;
  }

  /** What is left of the points after a second; all by default. */
  Rules keep(double share) {
    keptEachSecond = share;
    return this;
  }

  /** How long a peer is discouraged. */
  Rules ban(Duration time) {
    ban = time;
    return this;
  }

  /** Points and bans are those of an address group, not of an id. */
  Rules byAddressGroup() {
    byAddressGroup = true;
    return this;
  }

  /** A discouraged peer gets no reason. */
  Rules silent() {
    givesReasons = false;
    return this;
  }

  /** With more banned ids than this, a whole address group is banned. */
  Rules bannedIdsPerGroup(int ids) {
    bannedIdsPerGroup = ids;
    return this;
  }

  /** More peers than this in one address group are {@link Signal#CO_LOCATED}. */
  Rules peersPerGroup(int peers) {
    peersPerGroup = peers;
    return this;
  }

  /** What an author may send before it is {@link Signal#AUTHOR_OVER_BUDGET}. */
  Rules author(double perSecond, double burst) {
    authorPerSecond = perSecond;
    authorBurst = burst;
    return this;
  }

  /** Fewer messages in time than this in ten seconds are {@link Signal#FEW_DELIVERIES}. */
  Rules deliveriesInTenSeconds(double copies) {
    deliveriesInTenSeconds = copies;
    return this;
  }

  /** The points of a signal; 0 if these rules ignore it. */
  double pointsOf(Signal signal) {
    return points.getOrDefault(signal, 0.0);
  }
}
