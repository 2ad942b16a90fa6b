package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/wire-format.md} names every reason for which a node drops something. */
class DropReasonsAreDocumentedTest {
  // A text among the arguments of a call that drops, or a constant in the list of reasons.
  private static final Pattern REASON =
      Pattern.compile(
          "(?:\\b(?:drop|dropped|giveUp)\\(|\\bdrop(?:s|Counter)\\.accept\\()"
              + "[^;]*?\"([a-z]+(?:-[a-z]+)*)\"|static final String [A-Z_]+ = \"([a-z-]+)\"");

  private final Path module = Path.of(System.getProperty("basedir", ""));

  @Test
  void everyReasonInTheSourceOfCoreAndUdpIsDocumented() throws IOException {
    String document = Files.readString(module.resolve("../docs/wire-format.md"));
    Set<String> reasons = new TreeSet<>();
    collect(module.resolve("../gossip-core/src/main/java"), reasons);
    collect(module.resolve("src/main/java"), reasons);

    assertThat(reasons)
        .hasSizeGreaterThan(45)
        .contains("malformed-frame", "linked-elsewhere", "send-backlog-full", "executor-failed")
        .allSatisfy(reason -> assertThat(document).contains("`" + reason + "`"));
  }

  private static void collect(Path folder, Set<String> reasons) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(file -> file.toString().endsWith(".java")).toList();
    }
    for (Path file : files) {
      Matcher matcher = REASON.matcher(Files.readString(file));
      while (matcher.find()) {
        String reason = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        if (matcher.group(1) != null || file.endsWith("Drop.java")) {
          reasons.add(reason);
        }
      }
    }
  }
}
