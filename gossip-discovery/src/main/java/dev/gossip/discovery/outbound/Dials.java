package dev.gossip.discovery.outbound;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.discovery.timing.Jitter;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The addresses that are being dialed to become peers, and those that are left alone for a while
 * because they failed: the address book may know few others.
 */
final class Dials {
  /** After the first failure. A guess. */
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /**
   * After many failures. Short enough that two halves of a network find each other within a minute
   * after they were split. A guess.
   */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  // How long it may take from an accepted HELLO until the peer is up, at most. The node needs no
  // time for it, unless it is linked with the node there already.
  private static final Duration UNTIL_UP = Duration.ofSeconds(1);
  // A peer that was up for so long did not fail. A guess.
  private static final Duration STABLE = Duration.ofMinutes(1);
  // The oldest ones are forgotten, and may be dialed earlier. A guess.
  private static final int MAX_PAUSES = 512;
  private static final int MAX_DOUBLINGS = 5;

  private final RandomGenerator random;
  private final Map<PeerAddress, Dial> dials = new TreeMap<>();
  private final Map<PeerAddress, Pause> pauses = new LinkedHashMap<>(0);

  private record Dial(boolean isReached, long sinceNanos) {}

  private record Pause(int failures, long untilNanos) {}

  Dials(RandomGenerator random) {
    this.random = random;
  }

  /** An address is dialed. */
  void add(PeerAddress address, long nowNanos) {
    dials.put(address, new Dial(false, nowNanos));
  }

  /** The addresses that are being dialed, or whose node is about to come up. */
  Collection<PeerAddress> addresses() {
    return dials.keySet();
  }

  /** Whether this membership dialed an address and its peer is not up yet. */
  boolean contains(PeerAddress address) {
    return dials.containsKey(address);
  }

  /** Whether a node was reached that is not up yet. */
  boolean hasReached() {
    return dials.values().stream().anyMatch(Dial::isReached);
  }

  /**
   * An address is no longer dialed by the choice of this membership; its outcome does not count.
   */
  void forget(PeerAddress address) {
    dials.remove(address);
  }

  /** Forgets addresses where a node was reached that did not come up. */
  void forgetUnused(long nowNanos) {
    dials
        .values()
        .removeIf(dial -> dial.isReached() && nowNanos - dial.sinceNanos() >= UNTIL_UP.toNanos());
  }

  /** A dial has ended. */
  void onOutcome(PeerAddress address, DialOutcome.Kind kind, long nowNanos) {
    if (kind == DialOutcome.Kind.REACHED) {
      dials.computeIfPresent(address, (same, dial) -> new Dial(true, nowNanos));
    } else {
      dials.remove(address);
      pause(address, nowNanos);
    }
  }

  /** A peer is up. */
  void onUp(PeerAddress address) {
    dials.remove(address);
  }

  /** A peer is down. */
  void onDown(KnownLink link, long nowNanos) {
    if (nowNanos - link.upNanos() >= STABLE.toNanos()) {
      pauses.remove(link.address());
    }
    pause(link.address(), nowNanos);
  }

  private void pause(PeerAddress address, long nowNanos) {
    Pause before = pauses.remove(address);
    int failures = before == null ? 0 : before.failures();
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
    Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    long until = nowNanos + Jitter.upTo(bounded, random).toNanos();
    pauses.put(address, new Pause(Math.min(failures + 1, MAX_DOUBLINGS), until));
    if (pauses.size() > MAX_PAUSES) {
      pauses.remove(pauses.keySet().iterator().next());
    }
  }

  /** Whether an address may be dialed: it is not being dialed, and did not fail just now. */
  boolean mayDial(PeerAddress address, long nowNanos) {
    Pause pause = pauses.get(address);
    return !dials.containsKey(address) && (pause == null || nowNanos - pause.untilNanos() >= 0);
  }
}
