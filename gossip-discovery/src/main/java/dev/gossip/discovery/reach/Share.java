package dev.gossip.discovery.reach;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of the address book that this node passes on. All who ask, or all who are refused, get
 * addresses of the same part for a while, so that one who comes often, or under many ids, does not
 * learn the whole book, nor when a node came up.
 */
public final class Share {
  /** Of all addresses that may be passed on; Bitcoin's figure for an answer to getaddr. */
  private static final double PART = 0.23;

  /** As many are passed on even if they are more than that part; a guess. */
  private static final int MIN = 32;

  /** The most addresses of a share; about what fits in a datagram if all are IPv6. */
  public static final int MAX = 64;

  /** How long a share is used, in nanoseconds; a guess. Bitcoin caches one for about a day. */
  private static final long LIFETIME_NANOS = 600_000_000_000L;

  private final AddressBook book;
  private List<PeerAddress> drawn = List.of();
  private int drawnFrom;
  private @Nullable Long drawnNanos;

  public Share(AddressBook book) {
    this.book = book;
  }

  /**
   * The addresses to pass on now, in an order that is random, but the same for all. At most {@link
   * #MAX}.
   */
  public List<PeerAddress> at(long nowNanos) {
    List<PeerAddress> all = book.toPassOn(Integer.MAX_VALUE);
    if (drawnNanos == null || nowNanos - drawnNanos >= LIFETIME_NANOS || hasGrown(all.size())) {
      int size = Math.max(MIN, (int) Math.ceil(PART * all.size()));
      // The book shuffles them.
      drawn = List.copyOf(all.subList(0, Math.min(all.size(), Math.min(size, MAX))));
      drawnFrom = all.size();
      drawnNanos = nowNanos;
    }
    return drawn;
  }

  /** By a quarter: a network that grows must not wait for the end of the lifetime. */
  private boolean hasGrown(int size) {
    return size > drawnFrom && 4L * size >= 5L * drawnFrom;
  }
}
