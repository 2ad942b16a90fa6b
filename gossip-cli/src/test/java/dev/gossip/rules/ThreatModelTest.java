package dev.gossip.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/threat-model.md} names tests for each threat, and only tests that there are. */
class ThreatModelTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("basedir", "")).resolve("../docs/threat-model.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| (.+) \\| (.+) \\| (.+) \\|$", Pattern.MULTILINE);
  private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");

  @Test
  void namedTestsExist() throws IOException {
    Set<String> tests =
        SourceFolders.readAll().stream()
            .filter(JavaSource::test)
            .map(JavaSource::name)
            .collect(Collectors.toSet());

    assertThat(named(Files.readString(DOCUMENT))).isNotEmpty().isSubsetOf(tests);
  }

  @Test
  void everyThreatHasATest() throws IOException {
    // Title and line below it aside.
    assertThat(ROW.matcher(Files.readString(DOCUMENT)).results().skip(2))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(named(row.group(3))).as(row.group(1)).isNotEmpty());
  }

  private static Set<String> named(String text) {
    Set<String> names = new TreeSet<>();
    CLASS.matcher(text).results().map(found -> found.group(1)).forEach(names::add);
    return names;
  }
}
