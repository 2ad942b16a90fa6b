package dev.gossip.core.engine;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.memory.SeenCache;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The cache of seen ids: lookups of known and unknown ids, and additions that evict another id. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DedupBenchmark {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int PER_SECOND = 1_000;
  private static final int LOOKUPS = 1 << 12;

  /** The capacity of the cache, which is full. */
  @Param({"10000", "1000000"})
  int ids;

  private final SplittableRandom random = new SplittableRandom(1);
  private final MessageId[] known = new MessageId[LOOKUPS];
  private final MessageId[] unknown = new MessageId[LOOKUPS];
  private SeenCache cache = new SeenCache(1, 0, 1);
  private long evicted;
  private long added;
  private int next;

  /** Fills the cache. */
  @Setup
  public void fill() {
    cache = new SeenCache(ids, 0, random.nextLong());
    for (added = 0; added < ids; added++) {
      MessageId id = randomId();
      // Spread over the whole cache, so that the entries looked up do not stay in the CPU cache.
      known[(int) (added * LOOKUPS / ids)] = id;
      evicted += cache.add(id, added / PER_SECOND * SECOND_NANOS, added);
    }
    for (int i = 0; i < LOOKUPS; i++) {
      unknown[i] = randomId();
    }
  }

  private MessageId randomId() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new MessageId(bytes);
  }

  /** Looks up the id of a duplicate. */
  @Benchmark
  public boolean hit() {
    return cache.contains(known[next++ & (LOOKUPS - 1)]);
  }

  /** Looks up the id of a new message. */
  @Benchmark
  public boolean miss() {
    return cache.contains(unknown[next++ & (LOOKUPS - 1)]);
  }

  /** Adds a new id to the full cache, which evicts another; includes making the id. */
  @Benchmark
  public long addToFull() {
    evicted += cache.add(randomId(), added++ / PER_SECOND * SECOND_NANOS, added);
    return evicted;
  }
}
