package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gossip.udp.RandomSeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the inputs that the fuzzer has found worth keeping, and random ones. */
class FuzzCorpusTest {
  private static final Path CORPUS = Path.of("src/test/fuzz");

  /** The first byte of an input that describes the fields of a sealed body. */
  private static final byte COMPOSED = 0x26;

  /** For each seed; full builds have more seeds. */
  private static final int RANDOM_INPUTS =
      Integer.getInteger("gossip.seeds.scale", 1) > 1 ? 60 : 300;

  @Test
  void packetsOfTheCorpusAreHandled() throws IOException {
    run("packet", PacketFuzzer::fuzzerTestOneInput);
  }

  @Test
  void handshakesOfTheCorpusEndInOneLink() throws IOException {
    run("handshake", HandshakeFuzzer::fuzzerTestOneInput);
  }

  @Test
  void randomPacketsAreHandled() {
    runRandom(PacketFuzzer::fuzzerTestOneInput);
  }

  @Test
  void randomFieldsOfSealedBodiesAreHandled() {
    runRandom(
        input -> {
          if (input.length > 0) {
            input[0] = COMPOSED;
          }
          PacketFuzzer.fuzzerTestOneInput(input);
        });
  }

  @Test
  void randomHandshakesEndInOneLink() {
    runRandom(HandshakeFuzzer::fuzzerTestOneInput);
  }

  private static void run(String name, Consumer<byte[]> fuzzer) throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.list(CORPUS.resolve(name))) {
      inputs = files.sorted().toList();
    }
    assertThat(inputs).isNotEmpty();
    for (Path input : inputs) {
      byte[] bytes = Files.readAllBytes(input);
      assertThatCode(() -> fuzzer.accept(bytes)).as(input.toString()).doesNotThrowAnyException();
    }
  }

  private static void runRandom(Consumer<byte[]> fuzzer) {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int i = 0; i < RANDOM_INPUTS; i++) {
            byte[] input = new byte[random.nextInt(200)];
            random.nextBytes(input);
            assertThatCode(() -> fuzzer.accept(input))
                .as("seed %d, input %d", seed, i)
                .doesNotThrowAnyException();
          }
        });
  }
}
