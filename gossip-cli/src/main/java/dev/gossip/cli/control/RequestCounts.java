package dev.gossip.cli.control;

import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How a control port has answered so far. Thread-safe. */
final class RequestCounts {
  private final SortedMap<Integer, LongAdder> answered = new ConcurrentSkipListMap<>();
  private final LongAdder slowReaders = new LongAdder();

  /** A request is about to be answered. */
  void count(int status) {
    answered.computeIfAbsent(status, unused -> new LongAdder()).increment();
  }

  /** A client was cut off in the middle of an answer. */
  void countSlowReader() {
    slowReaders.increment();
  }

  /** The number of requests by the status of the answer; grows while it is read. */
  Map<Integer, LongAdder> byStatus() {
    return answered;
  }

  /** How many clients were cut off in the middle of an answer. */
  long slowReaders() {
    return slowReaders.sum();
  }
}
