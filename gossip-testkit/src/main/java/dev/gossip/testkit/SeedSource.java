package dev.gossip.testkit;

import static dev.gossip.testkit.GossipTest.SEED_PROPERTY;

import dev.gossip.core.engine.RandomStreams;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Which seeds a test has; {@link GossipTest} says where they come from. */
final class SeedSource {
  private static final long WITHOUT_COMMIT = 1;

  /** 60 bits: what is printed and typed again has no sign. */
  private static final int COMMIT_DIGITS = 15;

  private SeedSource() {}

  /** The fixed ones, or else so many that follow from the first. */
  static List<Long> seeds(long[] fixed, int count, ExtensionContext context) {
    if (fixed.length > 0) {
      return Arrays.stream(fixed).boxed().toList();
    }
    long first = first(context, Path.of(""));
    return IntStream.range(0, count).mapToObj(index -> derived(first, index)).toList();
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
          SEED_PROPERTY + " is a whole number, not '" + text + "'", e);
    }
  }

  static long ofCommit(String id) {
    return Long.parseLong(id.substring(0, COMMIT_DIGITS), 16);
  }

  /** The first is itself, so that a seed that failed comes first when it is run again. */
  private static long derived(long first, int index) {
    return index == 0
        ? first
        : RandomStreams.seeded(first).stream("seed " + index).nextLong() >>> 1;
  }
}
