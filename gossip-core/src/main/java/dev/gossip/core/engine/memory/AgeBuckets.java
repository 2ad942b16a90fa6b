package dev.gossip.core.engine.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * Groups ids into buckets of fixed size in arrival order, and remembers the latest creation time of
 * the messages in each bucket.
 */
final class AgeBuckets {
  /** More than are in use at a time, unless some ids live much longer than most. */
  private static final int MAX_FULL = 64;

  private record Bucket(int number, long latestCreatedMillis) {}

  private final int size;
  // The oldest first. Allocated when a bucket is full, which does not happen in an idle node.
  private List<Bucket> full = List.of();
  private int current;
  private int addedToCurrent;
  private long latestCreatedMillis = Long.MIN_VALUE;

  AgeBuckets(int size) {
    this.size = size;
  }

  /** Counts one new id and returns the number of its bucket. */
  int add(long createdMillis) {
    if (addedToCurrent == size) {
      if (full.isEmpty()) {
        full = new ArrayList<>();
      }
      full.add(new Bucket(current, latestCreatedMillis));
      if (full.size() > MAX_FULL) {
        mergeOldest();
      }
      current++;
      addedToCurrent = 0;
      latestCreatedMillis = Long.MIN_VALUE;
    }
    addedToCurrent++;
    latestCreatedMillis = Math.max(latestCreatedMillis, createdMillis);
    return current;
  }

  private void mergeOldest() {
    long oldest = full.remove(0).latestCreatedMillis;
    Bucket next = full.get(0);
    full.set(0, new Bucket(next.number, Math.max(next.latestCreatedMillis, oldest)));
  }

  /** How many buckets ago this one was current. A difference, since the numbers may overflow. */
  int age(int bucket) {
    return current - bucket;
  }

  /** The bucket that was current so many buckets ago. */
  int bucketOfAge(int age) {
    return current - age;
  }

  /**
   * Forgets the buckets of at least this age; returns a time after which no message in them was
   * created.
   */
  long forgetFrom(int age) {
    long latest = Long.MIN_VALUE;
    while (!full.isEmpty() && age(full.get(0).number) >= age) {
      latest = Math.max(latest, full.remove(0).latestCreatedMillis);
    }
    if (latest > Long.MIN_VALUE) {
      return latest;
    }
    // The bucket was merged into a later one, or is still being filled.
    return full.isEmpty() ? latestCreatedMillis : full.get(0).latestCreatedMillis;
  }
}
