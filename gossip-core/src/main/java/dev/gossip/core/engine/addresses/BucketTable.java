package dev.gossip.core.engine.addresses;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Buckets of addresses, each with few places. */
final class BucketTable {
  /** How many addresses a bucket of a large enough table has. A quarter of Bitcoin's. */
  static final int BUCKET_SIZE = 16;

  private final int buckets;
  private final int bucketSize;
  private final Map<Integer, List<BookEntry>> filled = new HashMap<>(0);

  /**
   * @param capacity for how many addresses there is room
   */
  BucketTable(int capacity) {
    this.buckets = Math.max(1, (capacity + BUCKET_SIZE - 1) / BUCKET_SIZE);
    this.bucketSize = Math.max(1, capacity / buckets);
  }

  /** How many buckets there are. */
  int buckets() {
    return buckets;
  }

  /** How many addresses one bucket takes. */
  int bucketSize() {
    return bucketSize;
  }

  /** The addresses in a bucket. */
  List<BookEntry> in(int bucket) {
    return filled.getOrDefault(bucket, List.of());
  }

  boolean isFull(int bucket) {
    return in(bucket).size() >= bucketSize;
  }

  boolean contains(int bucket, BookEntry entry) {
    return in(bucket).contains(entry);
  }

  /** Adds an address to a bucket that is not full and does not have it. */
  void add(int bucket, BookEntry entry) {
    filled.computeIfAbsent(bucket, number -> new ArrayList<>(1)).add(entry);
  }

  /** Replaces an address; the new one gets the place of the old one. */
  void replace(int bucket, BookEntry old, BookEntry entry) {
    List<BookEntry> places = filled.get(bucket);
    if (places != null) {
      int at = places.indexOf(old);
      if (at >= 0) {
        places.set(at, entry);
      }
    }
  }

  void remove(int bucket, BookEntry entry) {
    List<BookEntry> places = filled.get(bucket);
    if (places != null && places.remove(entry) && places.isEmpty()) {
      filled.remove(bucket);
    }
  }

  /** The buckets that are not empty. */
  Iterable<List<BookEntry>> filled() {
    return filled.values();
  }
}
