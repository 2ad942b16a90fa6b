package dev.gossip.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that the program in the README is the one compiled here, and that it works. */
@Timeout(30)
class ReadmeTest {
  private static final Path SOURCE = Path.of("src/test/java/dev/gossip/example/HelloGossip.java");

  @Test
  void readmeShowsTheProgramThatIsCompiledHere() throws Exception {
    String source = Files.readString(SOURCE);
    String program = source.substring(source.indexOf("import ")).strip();

    assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + program + "\n```");
    assertThat(program.lines()).hasSizeLessThanOrEqualTo(15);
  }

  @Test
  void pageOfSimulationShowsTheTestThatIsCompiledHere() throws Exception {
    String source = Files.readString(SOURCE.resolveSibling("LossTest.java"));
    String test = source.substring(source.indexOf("import ")).strip();

    assertThat(Files.readString(Path.of("../docs/simulation.md")))
        .contains("```java\n" + test + "\n```");
  }

  @Test
  void programPrintsTheMessageOfTheOtherNode() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      HelloGossip.main(new String[0]);
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(UTF_8).strip()).isEqualTo("hello");
  }
}
