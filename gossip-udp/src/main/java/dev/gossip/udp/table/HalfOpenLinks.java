package dev.gossip.udp.table;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.session.SecureAccept;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Links whose connect or init was answered and whose other end has not finished the handshake. A
 * plain one has not proved its address, so anyone can create many with forged ones; a secure one
 * has proved its address by a cookie, but not its id. Their number is bounded. When the table is
 * full, a random link is evicted: under a flood of {@code r} connects per second, a link that needs
 * {@code t} seconds survives with probability {@code exp(-r t / capacity)}, while evicting the
 * oldest would remove every link that needs longer than {@code capacity / r}.
 */
public final class HalfOpenLinks {
  /** Links looked at for one to evict: enough unless nearly all are busy. */
  private static final int VICTIM_TRIES = 8;

  private final int capacity;
  private final RandomGenerator random;
  // Never iterated: its order is undefined.
  private Map<PeerAddress, List<Link>> byAddress = Collections.emptyMap();
  private List<Link> links = Collections.emptyList();

  public HalfOpenLinks(int capacity, RandomGenerator random) {
    this.capacity = capacity;
    this.random = random;
  }

  void add(Link link) {
    if (links.isEmpty()) {
      byAddress = new HashMap<>();
      links = new ArrayList<>();
    }
    link.opening().halfOpenIndex = links.size();
    links.add(link);
    byAddress.computeIfAbsent(link.address, address -> new ArrayList<>(1)).add(link);
  }

  /** Removes a link, if present. */
  void remove(Link link) {
    List<Link> atAddress = byAddress.getOrDefault(link.address, List.of());
    if (atAddress.contains(link)) {
      atAddress.remove(link);
      if (atAddress.isEmpty()) {
        byAddress.remove(link.address);
      }
      Link last = links.remove(links.size() - 1);
      if (!last.equals(link)) {
        int index = link.opening().halfOpenIndex;
        last.opening().halfOpenIndex = index;
        links.set(index, last);
      }
      if (links.isEmpty()) {
        // Frees the memory: most nodes have no such link most of the time.
        byAddress = Collections.emptyMap();
        links = Collections.emptyList();
      }
    }
  }

  /** The latest link of an address; null if there is none. */
  public @Nullable Link at(PeerAddress address) {
    List<Link> atAddress = all(address);
    return atAddress.isEmpty() ? null : atAddress.get(atAddress.size() - 1);
  }

  /** The links of an address, oldest first. Not to be changed. */
  public List<Link> all(PeerAddress address) {
    return byAddress.getOrDefault(address, List.of());
  }

  public int size() {
    return links.size();
  }

  /**
   * Returns a random link to evict before another is added; null while there is room. One whose
   * finish is being read or that is held is taken only if a few in a row are such.
   */
  public @Nullable Link pickVictimIfFull() {
    if (links.size() < capacity) {
      return null;
    }
    Link victim = links.get(random.nextInt(links.size()));
    for (int i = 1; i < VICTIM_TRIES && isBusy(victim); i++) {
      victim = links.get(random.nextInt(links.size()));
    }
    return victim;
  }

  /** The oldest link of an address that is not {@linkplain #isBusy busy}; null if all are. */
  public @Nullable Link oldestIdle(PeerAddress address) {
    return all(address).stream().filter(link -> !isBusy(link)).findFirst().orElse(null);
  }

  private static boolean isBusy(Link link) {
    SecureAccept accept = link.secureAccept();
    return accept != null && accept.isBusy();
  }

  /** Links that are at least this old, in no particular order. */
  public List<Link> olderThan(long nanos, long nowNanos) {
    return links.stream().filter(link -> nowNanos - link.opening().startNanos >= nanos).toList();
  }

  public boolean isEmpty() {
    return links.isEmpty();
  }
}
