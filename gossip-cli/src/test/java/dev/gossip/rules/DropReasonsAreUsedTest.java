package dev.gossip.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.DropReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DropReasonsAreUsedTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");

  @Test
  void everyDropReasonIsCountedSomewhere() throws IOException {
    StringBuilder sources = new StringBuilder();
    for (String module : List.of("gossip-core", "gossip-udp", "gossip-cli")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
        files.filter(Files::isRegularFile).forEach(file -> sources.append(read(file)));
      }
    }

    assertThat(DropReason.values())
        .allSatisfy(
            reason -> assertThat(sources).containsPattern("DropReason\\." + reason.name() + "\\b"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
