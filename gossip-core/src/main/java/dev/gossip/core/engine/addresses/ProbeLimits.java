package dev.gossip.core.engine.addresses;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the dials of addresses that other nodes named and at which no node was reached so far:
 * they may belong to somebody who has nothing to do with this network and is to be flooded. One
 * dial an hour for each host, and sixty for what each group of nodes named. One local host may run
 * many nodes, so it gets sixty, and what local nodes name of it does not count for them; but nobody
 * can have all its ports scanned. A loopback address, which only nodes of this computer can name,
 * has no limit.
 */
final class ProbeLimits {
  static final long PERIOD_MILLIS = Duration.ofHours(1).toMillis();

  /** Dials an hour of what one group named. */
  static final int MAX_OF_TELLER = 60;

  /** Dials an hour of one local host. A guess: more nodes than one host runs in most networks. */
  static final int MAX_OF_LOCAL_HOST = 60;

  // Guesses. When there are more, what others name is not dialed.
  static final int MAX_HOSTS = 4_096;
  static final int MAX_TELLERS = 256;

  // When each host was dialed, the oldest first.
  private final Map<String, Long> hosts = new LinkedHashMap<>(0);
  private final Map<String, Deque<Long>> localHosts = new LinkedHashMap<>(0);
  private final Map<String, Deque<Long>> tellers = new LinkedHashMap<>(0);

  /**
   * Whether an address may be dialed. One group that named it and has a dial left is enough, so
   * that nobody can keep this node from an address by naming it, too.
   */
  boolean mayDial(BookEntry entry) {
    return !entry.isUnproven()
        || (mayDialHost(entry)
            && entry.tellers.stream().anyMatch(teller -> hasDialLeft(teller, entry)));
  }

  private boolean mayDialHost(BookEntry entry) {
    String host = entry.address.host();
    if (entry.isLocal) {
      return entry.isLoopback || hasRoom(localHosts, host, MAX_HOSTS, MAX_OF_LOCAL_HOST);
    }
    return hosts.size() < MAX_HOSTS && !hosts.containsKey(host);
  }

  /** An address is dialed, or was dialed at a time before a restart. */
  void onDial(BookEntry entry, long dialedMillis) {
    if (!entry.isUnproven()) {
      return;
    }
    String host = entry.address.host();
    if (!entry.isLocal) {
      hosts.remove(host);
      hosts.put(host, dialedMillis);
    } else if (mayDialHost(entry) && !entry.isLoopback) {
      localHosts.computeIfAbsent(host, name -> new ArrayDeque<>(1)).add(dialedMillis);
    }
    Optional<String> payer =
        entry.tellers.stream().filter(teller -> hasDialLeft(teller, entry)).findFirst();
    if (payer.isPresent() && !isFree(payer.get(), entry)) {
      tellers.computeIfAbsent(payer.get(), name -> new ArrayDeque<>(1)).add(dialedMillis);
    }
  }

  /** Whether both are local: a node of a local network may name as many as run there. */
  private static boolean isFree(String teller, BookEntry entry) {
    return entry.isLocal && BucketChoice.isLocal(teller);
  }

  private boolean hasDialLeft(String teller, BookEntry entry) {
    return isFree(teller, entry) || hasRoom(tellers, teller, MAX_TELLERS, MAX_OF_TELLER);
  }

  private static boolean hasRoom(
      Map<String, Deque<Long>> dials, String name, int maxNames, int maxDials) {
    Deque<Long> latest = dials.get(name);
    return latest == null ? dials.size() < maxNames : latest.size() < maxDials;
  }

  /** Forgets dials of more than an hour ago; to be called before anything is asked. */
  void forgetOld(long nowMillis) {
    forgetOld(hosts.values(), nowMillis);
    forgetOld(localHosts, nowMillis);
    forgetOld(tellers, nowMillis);
  }

  private static void forgetOld(Map<String, Deque<Long>> all, long nowMillis) {
    all.values()
        .removeIf(
            dials -> {
              forgetOld(dials, nowMillis);
              return dials.isEmpty();
            });
  }

  private static void forgetOld(Collection<Long> oldestFirst, long nowMillis) {
    Iterator<Long> dials = oldestFirst.iterator();
    while (dials.hasNext()) {
      long dialed = dials.next();
      // After the clock was set back, a dial in the future would count for longer than an hour.
      if (nowMillis - dialed < PERIOD_MILLIS && dialed <= nowMillis) {
        return;
      }
      dials.remove();
    }
  }
}
