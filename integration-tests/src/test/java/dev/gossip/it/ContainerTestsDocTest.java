package dev.gossip.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every code block in docs/container-tests.md is part of a file that is built and run. */
class ContainerTestsDocTest {
  private static final Path DOC = Path.of("..", "docs", "container-tests.md");
  private static final Pattern CODE = Pattern.compile("```(?:xml|java)\n(.*?)```", Pattern.DOTALL);
  private static final List<Path> SOURCES =
      List.of(
          Path.of("example-plugin", "pom.xml"),
          Path.of("example-plugin", "src/test/java/org/example/SixContainersTest.java"),
          Path.of("example-plugin", "src/test/java/org/example/PatientContainersTest.java"),
          Path.of("src/test/java/dev/gossip/it/SixNodesIT.java"),
          Path.of("src/test/java/dev/gossip/it/ChaosIT.java"));

  @Test
  void everyCodeBlockIsPartOfATestedFile() throws IOException {
    List<String> blocks =
        CODE.matcher(Files.readString(DOC)).results().map(ContainerTestsDocTest::plain).toList();

    assertThat(blocks).hasSameSizeAs(SOURCES);
    for (int i = 0; i < blocks.size(); i++) {
      assertThat(withoutIndent(Files.readString(SOURCES.get(i))))
          .as("%s", SOURCES.get(i))
          .contains(blocks.get(i));
    }
  }

  private static String plain(MatchResult block) {
    return withoutIndent(block.group(1));
  }

  private static String withoutIndent(String code) {
    return code.replaceAll("(?m)^ +", "");
  }
}
