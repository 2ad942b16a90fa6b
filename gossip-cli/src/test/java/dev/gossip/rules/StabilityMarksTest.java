package dev.gossip.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every package of the libraries that others write code against says how stable it is. */
class StabilityMarksTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();
  private static final String MARK = "@API(status = API.Status.";

  @ParameterizedTest
  @CsvSource({
    "gossip-api, MAINTAINED",
    "gossip-core, MAINTAINED INTERNAL",
    "gossip-simulation, EXPERIMENTAL",
    "gossip-report, EXPERIMENTAL",
    "gossip-testkit, EXPERIMENTAL"
  })
  void everyPackageHasOneOfTheMarksOfItsModule(String module, String marks) throws Exception {
    List<Path> packages;
    try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
      packages = files.filter(file -> file.endsWith("package-info.java")).toList();
    }

    assertThat(packages).isNotEmpty();
    for (Path file : packages) {
      String text = Files.readString(file);
      assertThat(List.of(marks.split(" ", -1)))
          .as("%s has a mark", ROOT.relativize(file))
          .anyMatch(mark -> text.contains(MARK + mark + ")"));
    }
  }
}
