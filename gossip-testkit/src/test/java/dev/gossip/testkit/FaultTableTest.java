package dev.gossip.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/test-kit.md names tests that exist. */
class FaultTableTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("\\| `(\\w+(?:Test|IT))(?:#(\\w+))?` \\|");

  @Test
  void everyTestOfTheTableExists() throws IOException {
    List<MatchResult> named =
        NAMED.matcher(Files.readString(ROOT.resolve("docs/test-kit.md"))).results().toList();

    assertThat(named).hasSizeGreaterThan(30);
    for (MatchResult test : named) {
      String source = Files.readString(source(test.group(1) + ".java"));
      if (test.group(2) != null) {
        assertThat(source).as(test.group(1)).contains("void " + test.group(2) + "(");
      }
    }
  }

  private static Path source(String file) throws IOException {
    for (String module : List.of("gossip-simulation", "gossip-testkit", "integration-tests")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        List<Path> found = files.filter(path -> path.endsWith(file)).toList();
        if (!found.isEmpty()) {
          return found.get(0);
        }
      }
    }
    throw new AssertionError("there is no test " + file);
  }
}
