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
 * dial an hour for each host, and sixty for what each group of nodes named. Local hosts and groups
 * have no limit, since one host may run many nodes.
 */
final class ProbeLimits {
  static final long PERIOD_MILLIS = Duration.ofHours(1).toMillis();

  /** Dials an hour of what one group named. */
  static final int MAX_OF_TELLER = 60;

  // Guesses. When there are more, what others name is not dialed.
  static final int MAX_HOSTS = 4_096;
  static final int MAX_TELLERS = 256;

  // When each host was dialed, the oldest first.
  private final Map<String, Long> hosts = new LinkedHashMap<>(0);
  private final Map<String, Deque<Long>> tellers = new LinkedHashMap<>(0);

  /**
   * Whether an address may be dialed. One group that named it and has a dial left is enough, so
   * that nobody can keep this node from an address by naming it, too.
   */
  boolean mayDial(BookEntry entry) {
    return !entry.isUnproven()
        || (mayDialHost(entry) && entry.tellers.stream().anyMatch(this::hasDialLeft));
  }

  private boolean mayDialHost(BookEntry entry) {
    String host = entry.address.host();
    return entry.isLocal || (hosts.size() < MAX_HOSTS && !hosts.containsKey(host));
  }

  /** An address is dialed, or was dialed at a time before a restart. */
  void onDial(BookEntry entry, long dialedMillis) {
    if (!entry.isUnproven()) {
      return;
    }
    if (!entry.isLocal) {
      hosts.remove(entry.address.host());
      hosts.put(entry.address.host(), dialedMillis);
    }
    Optional<String> payer = entry.tellers.stream().filter(this::hasDialLeft).findFirst();
    if (payer.isPresent() && !BucketChoice.isLocal(payer.get())) {
      tellers.computeIfAbsent(payer.get(), name -> new ArrayDeque<>(1)).add(dialedMillis);
    }
  }

  private boolean hasDialLeft(String teller) {
    if (BucketChoice.isLocal(teller)) {
      return true;
    }
    Deque<Long> dials = tellers.get(teller);
    return dials == null ? tellers.size() < MAX_TELLERS : dials.size() < MAX_OF_TELLER;
  }

  /** Forgets dials of more than an hour ago; to be called before anything is asked. */
  void forgetOld(long nowMillis) {
    forgetOld(hosts.values(), nowMillis);
    tellers
        .values()
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
