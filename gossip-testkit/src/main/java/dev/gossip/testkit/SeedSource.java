package dev.gossip.testkit;

import static dev.gossip.testkit.GossipTest.SCALE_PROPERTY;
import static dev.gossip.testkit.GossipTest.SEED_PROPERTY;

import dev.gossip.core.engine.runtime.RandomStreams;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Determines the seeds of a test; {@link GossipTest} describes where they come from. */
final class SeedSource {
  private static final long WITHOUT_COMMIT = 1;

  /** 15 hexadecimal digits are 60 bits, so the printed seed has no sign. */
  private static final int COMMIT_DIGITS = 15;

  private SeedSource() {}

  /** The fixed seeds, or if there are none, {@code count} seeds derived from the first. */
  static List<Long> seeds(long[] fixed, int count, ExtensionContext context) {
    if (fixed.length > 0) {
      return Arrays.stream(fixed).boxed().toList();
    }
    long first = first(context, Path.of(""));
    return IntStream.range(0, count).mapToObj(index -> derived(first, index)).toList();
  }

  /**
   * The number of seeds to run instead of one.
   *
   * @throws ExtensionConfigurationException if the property is not a whole number above zero
   */
  static int scale(ExtensionContext context) {
    return context.getConfigurationParameter(SCALE_PROPERTY).map(SeedSource::parseScale).orElse(1);
  }

  private static int parseScale(String text) {
    try {
      int scale = Integer.parseInt(text.strip());
      if (scale > 0) {
        return scale;
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number that is too small.
    }
    throw new ExtensionConfigurationException(
        SCALE_PROPERTY + " must be a whole number above 0, not '" + text + "'");
  }

  static long first(ExtensionContext context, Path folder) {
    return context
        .getConfigurationParameter(SEED_PROPERTY)
        .map(SeedSource::parse)
        .or(() -> GitCommit.of(folder).map(SeedSource::ofCommit))
        .orElse(WITHOUT_COMMIT);
  }

  private static long parse(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new ExtensionConfigurationException(
          SEED_PROPERTY + " must be a whole number, not '" + text + "'", e);
    }
  }

  static long ofCommit(String id) {
    return Long.parseLong(id.substring(0, COMMIT_DIGITS), 16);
  }

  /** Index 0 is the first seed itself, so that a failed seed comes first when it is run again. */
  private static long derived(long first, int index) {
    return index == 0
        ? first
        : RandomStreams.seeded(first).stream("seed " + index).nextLong() >>> 1;
  }
}
