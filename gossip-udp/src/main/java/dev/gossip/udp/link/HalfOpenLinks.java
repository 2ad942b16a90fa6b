package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Links whose connect was answered and whose other end has not yet proved that it receives at its
 * address. Anybody can create them with forged source addresses, so there is a bounded number. When
 * all places are taken, a random link gives way: under a flood of {@code r} connects per second, a
 * link that needs {@code t} seconds stays with probability {@code exp(-r t / places)}, while
 * removing the oldest would remove every link that needs longer than {@code places / r}.
 */
final class HalfOpenLinks {
  private final int places;
  private final RandomGenerator random;
  // Looked up only, never iterated.
  private final Map<PeerAddress, Link> byAddress = new HashMap<>();
  private final List<Link> links = new ArrayList<>();

  HalfOpenLinks(int places, RandomGenerator random) {
    this.places = places;
    this.random = random;
  }

  void add(Link link) {
    link.halfOpenIndex = links.size();
    links.add(link);
    byAddress.put(link.address, link);
  }

  /** Takes a link out, if it is there. */
  void remove(Link link) {
    if (byAddress.remove(link.address, link)) {
      Link last = links.remove(links.size() - 1);
      if (!last.equals(link)) {
        last.halfOpenIndex = link.halfOpenIndex;
        links.set(link.halfOpenIndex, last);
      }
    }
  }

  @Nullable Link at(PeerAddress address) {
    return byAddress.get(address);
  }

  /** The link that has to go before another can come; null while there is room. */
  @Nullable Link drawIfFull() {
    return links.size() < places ? null : links.get(random.nextInt(links.size()));
  }

  /** Those that have waited for so long, in no order that means anything. */
  List<Link> waitingFor(long nanos, long nowNanos) {
    return links.stream().filter(link -> nowNanos - link.beganNanos >= nanos).toList();
  }

  boolean isEmpty() {
    return links.isEmpty();
  }
}
