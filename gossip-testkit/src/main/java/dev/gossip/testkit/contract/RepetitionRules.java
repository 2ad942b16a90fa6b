package dev.gossip.testkit.contract;

import java.io.IOException;
import java.util.List;

/** Rules about what must be the same in two runs. */
final class RepetitionRules {
  /** How many JVMs may turn out to order their sets as this one does. One in two does. */
  private static final int TRIES = 10;

  private static final long[] STARTS_NANOS = {-5_000_000_000L, Long.MAX_VALUE - 30_000_000_000L};

  private static final long LIFE_SEED = 42;

  private final RelayBench bench;

  RepetitionRules(RelayBench bench) {
    this.bench = bench;
  }

  /** R4, here. Answers the trace of the run. */
  List<String> oneSeedGivesOneRun() {
    bench.requireSoundness();
    List<String> first = bench.trace(bench.factory());
    List<String> second = bench.trace(bench.factory());
    if (!first.equals(second)) {
      throw bench.broken(
          "two runs of one seed differ in this JVM: %s; look for System.nanoTime, java.time,"
                  .formatted(Traces.firstDifference(first, second))
              + " randomness that is not context.random(), static fields, and sets of objects"
              + " without hashCode ("
              + RelayTrace.describe()
              + ")");
    }
    return first;
  }

  /**
   * R4, elsewhere.
   *
   * @param contract the subclass that makes the strategy
   * @param expected the trace of the run here
   */
  void otherJvmsGiveTheSame(Class<?> contract, List<String> expected) {
    try {
      compareWithOtherJvms(contract, expected);
    } catch (IOException e) {
      throw new AssertionError(bench.broken("another JVM could not be run: " + e).getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw bench.broken("interrupted while another JVM ran");
    }
  }

  /** With two at once, and then one by one until one orders its sets the other way round. */
  private void compareWithOtherJvms(Class<?> contract, List<String> expected)
      throws IOException, InterruptedException {
    boolean differs;
    try (OtherJvm one = OtherJvm.start(contract);
        OtherJvm other = OtherJvm.start(contract)) {
      differs = compare(one, expected);
      differs |= compare(other, expected);
    }
    for (int tries = 0; !differs && tries < TRIES; tries++) {
      try (OtherJvm next = OtherJvm.start(contract)) {
        differs = compare(next, expected);
      }
    }
  }

  /** Answers whether the other JVM orders its sets the other way round. */
  private boolean compare(OtherJvm jvm, List<String> expected)
      throws IOException, InterruptedException {
    OtherJvm.Outcome outcome;
    try {
      outcome = jvm.await();
    } catch (IllegalStateException e) {
      throw bench.broken(
          "the run in another JVM failed; factory() has to work on an instance that JUnit has not"
              + " touched, of a top-level or static nested class: "
              + e.getMessage());
    }
    if (!outcome.trace().equals(expected)) {
      throw bench.broken(
          ("a run of one seed differs from one in another JVM: %s; look for what goes through"
                  + " a Set.of, Map.of, Set.copyOf or Map.copyOf, whose order differs from JVM to"
                  + " JVM, or through a HashMap of enums: sort, or use TreeMap or LinkedHashMap"
                  + " (%s)")
              .formatted(Traces.firstDifference(expected, outcome.trace()), RelayTrace.describe()));
    }
    return outcome.ordersSetsBackwards() != OtherJvm.ordersSetsBackwards();
  }

  /** R11. */
  void aWrappedStrategyDoesTheSame() {
    bench.requireRepetition();
    List<String> bare = bench.trace(bench.factory());
    List<String> wrapped = bench.trace(new RelayProbe(bench.factory()));
    if (!bare.equals(wrapped)) {
      throw bench.broken(
          ("the strategy does not behave the same when another one wraps it and passes"
                  + " everything on: %s; look for what depends on the class or identity of its"
                  + " context (%s)")
              .formatted(Traces.firstDifference(bare, wrapped), RelayTrace.describe()));
    }
  }

  /** R15. */
  void theClockMayStartAnywhere() {
    bench.requireRepetition();
    List<String> fromZero = lifeFrom(0);
    for (long startNanos : STARTS_NANOS) {
      String difference = Traces.firstDifference(fromZero, lifeFrom(startNanos));
      if (!difference.isEmpty()) {
        throw bench.broken(
            "what the strategy does changes when context.nowNanos() starts at "
                + startNanos
                + " instead of 0: "
                + difference
                + "; compare times by their difference, and let none stand for 'never' (one node"
                + " played by hand, seed "
                + LIFE_SEED
                + ")");
      }
    }
  }

  private List<String> lifeFrom(long startNanos) {
    RelayScript script = new RelayScript(bench, LIFE_SEED, startNanos);
    script.liveThrough();
    return script.node().transcript();
  }
}
