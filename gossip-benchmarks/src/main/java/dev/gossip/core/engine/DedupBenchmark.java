package dev.gossip.core.engine;

import dev.gossip.api.MessageId;
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

/** The cache of seen ids: one that is there, one that is not, and one that displaces another. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DedupBenchmark {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int PER_SECOND = 1_000;
  private static final int ASKED = 1 << 12;

  /** How many ids the cache is full of. */
  @Param({"10000", "1000000"})
  int ids;

  private final SplittableRandom random = new SplittableRandom(1);
  private final MessageId[] known = new MessageId[ASKED];
  private final MessageId[] unknown = new MessageId[ASKED];
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
      // Spread over all of the cache: which ones are asked for must not stay in the processor's.
      known[(int) (added * ASKED / ids)] = id;
      evicted += cache.add(id, added / PER_SECOND * SECOND_NANOS, added);
    }
    for (int i = 0; i < ASKED; i++) {
      unknown[i] = randomId();
    }
  }

  private MessageId randomId() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new MessageId(bytes);
  }

  /** A duplicate. */
  @Benchmark
  public boolean hit() {
    return cache.contains(known[next++ & (ASKED - 1)]);
  }

  /** A message that is new. */
  @Benchmark
  public boolean miss() {
    return cache.contains(unknown[next++ & (ASKED - 1)]);
  }

  /** A new id into the full cache, which lets another go; includes making the id. */
  @Benchmark
  public long addToFull() {
    evicted += cache.add(randomId(), added++ / PER_SECOND * SECOND_NANOS, added);
    return evicted;
  }
}
