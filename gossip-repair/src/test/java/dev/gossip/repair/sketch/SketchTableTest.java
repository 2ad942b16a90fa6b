package dev.gossip.repair.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The figures of {@code docs/repair-cost.md} follow from the seed, so they are the same on every
 * machine. With {@code -Dgossip.docs.write=true} this test writes the page.
 */
class SketchTableTest {
  private static final int SHARED = 100_000;
  private static final long SEED = 1;

  private static final String INTRODUCTION =
      """
      # Cost of repair

      `relay.repair` compares the messages of two peers by coded symbols of their short ids, as in
      [Practical Rateless Set Reconciliation](https://arxiv.org/abs/2402.02668). It takes about 1.4
      symbols for each message that only one of the two has, however many both have.

      ## Symbols and bytes for each difference

      A difference is a message that only one of the two peers has. Here one half of them is missing
      at one peer and the other half at the other one, besides 100,000 messages that both have. The
      symbols are those that were added, one at a time, until the decoder was done; a peer that asks
      for more at a time receives some too many. The bytes are those of the symbols, without frames,
      and without the ids that are requested afterwards.

      | differences | trials | symbols per difference: mean | 99th percentile | bytes per difference: mean | 99th percentile |
      | --- | --- | --- | --- | --- | --- |
      """;

  private final Path page =
      Path.of(System.getProperty("basedir", "")).resolve("../docs/repair-cost.md");
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final CodedSet shared = new CodedSet(random.longs(SHARED).toArray());

  @BeforeEach
  void computeSymbols() {
    shared.extendTo(20_000);
  }

  @Test
  void pageIsUpToDate() throws IOException {
    String text =
        INTRODUCTION
            + row(1, 1_000)
            + row(10, 1_000)
            + row(100, 1_000)
            + row(1_000, 300)
            + row(10_000, 40);
    if (Boolean.getBoolean("gossip.docs.write")) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page))
        .as("%s; the tests with -Dgossip.docs.write=true write it", page)
        .isEqualTo(text);
  }

  /** A quarter more symbols than needed, since they are asked for many at a time. */
  @Test
  void aThousandDifferencesTakeAtMost40BytesEach() {
    for (int trial = 0; trial < 20; trial++) {
      Difference difference = Difference.random(random, 0, 500, 500);
      int symbols = difference.decode().received() * 5 / 4;

      assertThat(bytes(difference, symbols)).isLessThanOrEqualTo(40 * 1_000);
    }
  }

  private String row(int differences, int trials) {
    double[] symbols = new double[trials];
    double[] bytes = new double[trials];
    for (int trial = 0; trial < trials; trial++) {
      // What both have cancels out, so it is left out.
      int surplus = differences / 2;
      Difference difference = Difference.random(random, 0, differences - surplus, surplus);
      SymbolDecoder decoder = difference.decode();
      assertThat(decoder.isDecoded()).isTrue();
      symbols[trial] = (double) decoder.received() / differences;
      bytes[trial] = (double) bytes(difference, decoder.received()) / differences;
    }
    return String.format(
        Locale.ROOT,
        "| %,d | %,d | %.2f | %.2f | %.1f | %.1f |\n",
        differences,
        trials,
        mean(symbols),
        percentile99(symbols),
        mean(bytes),
        percentile99(bytes));
  }

  /** The bytes of their symbols, with what both have. */
  private int bytes(Difference difference, int symbols) {
    CodedSet theirs = difference.theirs();
    theirs.extendTo(symbols);
    long[] sums = new long[symbols];
    int[] checks = new int[symbols];
    int[] counts = new int[symbols];
    for (int i = 0; i < symbols; i++) {
      sums[i] = shared.sum(i) ^ theirs.sum(i);
      checks[i] = shared.check(i) ^ theirs.check(i);
      counts[i] = shared.count(i) + theirs.count(i);
    }
    return new SymbolRange(0, sums, checks, counts).encode(0, symbols).size();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double percentile99(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(0.99 * sorted.length) - 1];
  }
}
