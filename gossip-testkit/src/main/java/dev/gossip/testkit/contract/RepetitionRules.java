package dev.gossip.testkit.contract;

import java.io.IOException;
import java.util.List;

/** Rules that compare two runs: R4, R11 and R15. */
final class RepetitionRules {
  /** How many JVMs to try until one iterates over sets in the other order, as every second does. */
  private static final int TRIES = 40;

  private static final long[] STARTS_NANOS = {-5_000_000_000L, Long.MAX_VALUE - 30_000_000_000L};

  private static final long SCENARIO_SEED = 42;

  private final RelayBench bench;

  RepetitionRules(RelayBench bench) {
    this.bench = bench;
  }

  /** R4 in this JVM. Returns the trace of the run. */
  List<String> sameSeedGivesTheSameRun() {
    bench.requireNoFailures();
    List<String> first = bench.trace(bench.factory());
    List<String> second = bench.trace(bench.factory());
    if (!first.equals(second)) {
      throw bench.failure(
          "two runs of one seed differ in this JVM: %s; look for System.nanoTime, java.time,"
                  .formatted(Traces.firstDifference(first, second))
              + " randomness other than context.random(), static fields, and sets of objects"
              + " without hashCode ("
              + RelayTrace.describe()
              + ")");
    }
    return first;
  }

  /**
   * R4 in other JVMs.
   *
   * @param contract the subclass whose factory creates the strategy
   * @param expected the trace of the run in this JVM
   */
  void otherJvmsGiveTheSameTrace(Class<?> contract, List<String> expected) {
    try {
      compareWithOtherJvms(contract, expected);
    } catch (IOException e) {
      throw new AssertionError(
          bench.failure("another JVM could not be started: " + e).getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw bench.failure("interrupted while another JVM ran; run the test again");
    }
  }

  /** Starts JVMs until one iterates over sets in the other order, and compares its trace. */
  private void compareWithOtherJvms(Class<?> contract, List<String> expected)
      throws IOException, InterruptedException {
    boolean differs = false;
    for (int tries = 0; !differs && tries < TRIES; tries++) {
      try (OtherJvm next = OtherJvm.start(contract)) {
        differs = compare(next, expected);
      }
    }
    if (!differs) {
      throw bench.failure(
          TRIES
              + " other JVMs iterate over Set.of as this one does; run the test with a JVM whose"
              + " order differs from run to run, such as OpenJDK");
    }
  }

  /** Returns whether the other JVM iterates over sets in the other order. */
  private boolean compare(OtherJvm jvm, List<String> expected)
      throws IOException, InterruptedException {
    OtherJvm.Outcome outcome;
    try {
      outcome = jvm.await();
    } catch (IllegalStateException e) {
      throw bench.failure(
          "the run in another JVM failed; the contract's subclass must be top-level or static, and"
              + " factory() must work on an instance that JUnit has not prepared: "
              + e.getMessage());
    }
    boolean differs = outcome.iteratesSetsInReverse() != OtherJvm.iteratesSetsInReverse();
    if (differs && !outcome.trace().equals(expected)) {
      throw bench.failure(
          ("two runs of one seed differ between JVMs: %s; look for iterations over Set.of,"
                  + " Map.of, Set.copyOf or Map.copyOf, whose order differs between JVMs, or over"
                  + " a HashMap of enums: sort, or use TreeMap or LinkedHashMap (%s)")
              .formatted(Traces.firstDifference(expected, outcome.trace()), RelayTrace.describe()));
    }
    return differs;
  }

  /** R11. */
  void wrappedStrategyBehavesTheSame() {
    bench.requireRepetition();
    List<String> bare = bench.trace(bench.factory());
    List<String> wrapped = bench.trace(new RelayProbe(bench.factory()));
    if (!bare.equals(wrapped)) {
      throw bench.failure(
          ("the strategy behaves differently when another one wraps it and forwards all calls:"
                  + " %s; look for code that depends on the class or identity of the context"
                  + " (%s)")
              .formatted(Traces.firstDifference(bare, wrapped), RelayTrace.describe()));
    }
  }

  /** R15. */
  void clockMayStartAtAnyValue() {
    bench.requireRepetition();
    List<String> fromZero = scenarioFrom(0);
    for (long startNanos : STARTS_NANOS) {
      String difference = Traces.firstDifference(fromZero, scenarioFrom(startNanos));
      if (!difference.isEmpty()) {
        throw bench.failure(
            "the strategy behaves differently when context.nowNanos() starts at "
                + startNanos
                + " instead of 0: "
                + difference
                + "; compare times by their difference, and use no time value for 'never' (one"
                + " scripted node, seed "
                + SCENARIO_SEED
                + ")");
      }
    }
  }

  private List<String> scenarioFrom(long startNanos) {
    RelayScript script = new RelayScript(bench, SCENARIO_SEED, startNanos);
    script.runRandomScenario();
    return script.node().transcript();
  }
}
