package dev.gossip.udp.fragment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gossip.udp.RandomSeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the inputs that the fuzzer has found worth keeping, and random ones. */
class FragmentFuzzTest {
  private static final Path CORPUS = Path.of("src/test/fuzz/fragment");
  private static final int RANDOM_INPUTS = 500;

  private static void run(byte[] input, String description) {
    assertThatCode(() -> FragmentFuzzer.fuzzerTestOneInput(input))
        .as(description)
        .doesNotThrowAnyException();
  }

  @Test
  void fragmentsOfTheCorpusAreHandled() throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.list(CORPUS)) {
      inputs = files.sorted().toList();
    }
    assertThat(inputs).isNotEmpty();
    for (Path input : inputs) {
      run(Files.readAllBytes(input), input.toString());
    }
  }

  @Test
  void randomFragmentsAreHandled() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int i = 0; i < RANDOM_INPUTS; i++) {
            byte[] input = new byte[random.nextInt(1000)];
            random.nextBytes(input);
            run(input, "seed " + seed + ", input " + i);
          }
        });
  }
}
