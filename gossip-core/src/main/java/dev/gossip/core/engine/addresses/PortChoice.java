package dev.gossip.core.engine.addresses;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses which port of a host is dialed if other nodes named several. The host is dialed once an
 * hour, so somebody who names many wrong ports could keep this node from the right one for days.
 * Each group that named ports of a host has one vote, which it shares among them; each failed dial
 * halves the votes of a port, so that all have their turn.
 */
final class PortChoice {
  private final Map<String, BookEntry> best = new HashMap<>();

  PortChoice(Collection<BookEntry> all, long nowMillis) {
    Map<String, List<BookEntry>> several = new HashMap<>();
    for (BookEntry entry : all) {
      if (isLimited(entry)) {
        String host = entry.address.host();
        BookEntry first = best.putIfAbsent(host, entry);
        if (first != null) {
          several.computeIfAbsent(host, name -> new ArrayList<>(List.of(first))).add(entry);
        }
      }
    }
    several.forEach((host, ports) -> best.put(host, bestOf(ports, nowMillis)));
  }

  /** Whether an address has the port that is to be dialed, or its host may be dialed often. */
  boolean isBest(BookEntry entry) {
    return !isLimited(entry) || best.get(entry.address.host()) == entry;
  }

  private static boolean isLimited(BookEntry entry) {
    return entry.isUnproven() && !entry.isLocal;
  }

  private static BookEntry bestOf(List<BookEntry> ports, long nowMillis) {
    Map<String, Integer> named = new HashMap<>();
    for (BookEntry port : ports) {
      port.tellers.forEach(teller -> named.merge(teller, 1, Integer::sum));
    }
    BookEntry best = ports.get(0);
    double most = -1;
    for (BookEntry port : ports) {
      double votes = GiveUpRules.isGivenUp(port, nowMillis) ? 0 : votes(port, named);
      if (votes > most) {
        most = votes;
        best = port;
      }
    }
    return best;
  }

  private static double votes(BookEntry port, Map<String, Integer> named) {
    double votes = 0;
    for (String teller : port.tellers) {
      votes += 1.0 / named.getOrDefault(teller, 1);
    }
    // Bounded, since a shift by 32 is none.
    return votes / (1 << Math.min(port.failures, GiveUpRules.MAX_FAILURES));
  }
}
