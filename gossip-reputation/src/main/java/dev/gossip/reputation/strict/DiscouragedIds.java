package dev.gossip.reputation.strict;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Remembers ids in bounded memory, however many there are: two generations of Bloom filters. The
 * older one is dropped when the newer one is full or 12 hours old. So of the latest ids between a
 * half and all of the capacity are remembered, for 12 to 24 hours. Each filter holds half of the
 * capacity at 5 in 10 million false positives, both together one in a million. Bitcoin Core
 * remembers discouraged addresses in the same way, 50,000 at one in a million.
 */
final class DiscouragedIds {
  /** Half of one in a million, since there are two generations. */
  private static final double FALSE_POSITIVES = 5e-7;

  private static final Duration GENERATION = Duration.ofHours(12);
  private static final long GENERATION_NANOS = GENERATION.toNanos();

  private final int perGeneration;
  // Without it, anybody could make ids that collide with that of a victim.
  private final ByteString secret;
  private BloomFilter<byte[]> newer;
  private @Nullable BloomFilter<byte[]> older;
  private int inNewer;
  private long newerSinceNanos;

  /**
   * Creates an empty memory.
   *
   * @param capacity how many ids are remembered at most
   * @param secret random bytes, different for each node
   */
  DiscouragedIds(int capacity, ByteString secret, long nowNanos) {
    this.perGeneration = capacity / 2;
    this.secret = secret;
    this.newer = emptyFilter();
    this.newerSinceNanos = nowNanos;
  }

  void add(PeerId id, long nowNanos) {
    long periods = periods(nowNanos);
    if (periods > 0) {
      older = periods == 1 ? newer : null;
      newer = emptyFilter();
      inNewer = 0;
      newerSinceNanos += periods * GENERATION_NANOS;
    } else if (inNewer == perGeneration) {
      older = newer;
      newer = emptyFilter();
      inNewer = 0;
      newerSinceNanos = nowNanos;
    }
    if (newer.put(bytes(id))) {
      inNewer++;
    }
  }

  /** Whether an id was added lately; wrong for one of a million that were not. */
  boolean mayContain(PeerId id, long nowNanos) {
    return !forgottenIn(id, nowNanos).isZero();
  }

  /** The time after which an id is certainly forgotten, if it is not added again; zero if it is. */
  Duration forgottenIn(PeerId id, long nowNanos) {
    long periods = periods(nowNanos);
    long age = nowNanos - newerSinceNanos;
    byte[] bytes = bytes(id);
    if (periods <= 1 && newer.mightContain(bytes)) {
      return Duration.ofNanos(2 * GENERATION_NANOS - age);
    }
    BloomFilter<byte[]> former = older;
    boolean isInOlder = periods == 0 && former != null && former.mightContain(bytes);
    return isInOlder ? Duration.ofNanos(GENERATION_NANOS - age) : Duration.ZERO;
  }

  /** How many generations have ended since the newer one began; asking begins none. */
  private long periods(long nowNanos) {
    return (nowNanos - newerSinceNanos) / GENERATION_NANOS;
  }

  private BloomFilter<byte[]> emptyFilter() {
    return BloomFilter.create(Funnels.byteArrayFunnel(), perGeneration, FALSE_POSITIVES);
  }

  private byte[] bytes(PeerId id) {
    return secret.concat(id.bytes()).toByteArray();
  }
}
