package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the entry point of the image with a fake JVM that prints its arguments, one per line. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class ImageEntryPointTest {
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void createFakeJvm() throws IOException {
    Path java =
        Files.writeString(
            folder.resolve("java"),
            "#!/bin/sh\necho \"LC_ALL=$LC_ALL\"\nfor a in \"$@\"; do echo \"$a\"; done\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void nodeRunsWithASmallHeapAndReadsItsArgumentsAsUtf8() throws Exception {
    assertThat(start("-Dx=1"))
        .containsSubsequence(
            "LC_ALL=C.UTF-8",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-XX:SharedArchiveFile=/opt/gossip/gossip.jsa",
            "-Dx=1",
            "-jar",
            "/opt/gossip/gossip.jar",
            "node",
            "--topic",
            "a b");
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:+UseZGC,-XX:+UseSerialGC",
    "-Xms512m,-Xmx256m",
    "-XX:MaxRAMPercentage=50,-Xmx256m",
    "-XX:AOTCache=x,-XX:SharedArchiveFile=/opt/gossip/gossip.jsa",
    "-Xshare:off,-XX:SharedArchiveFile=/opt/gossip/gossip.jsa",
  })
  void userOptionsReplaceConflictingImageOptions(String given, String replaced) throws Exception {
    assertThat(start(given)).contains(given).doesNotContain(replaced);
  }

  private List<String> start(String options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "-i",
                "PATH=" + folder + ":" + System.getenv("PATH"),
                "LC_ALL=POSIX",
                "GOSSIP_JAVA_OPTS=" + options));
    command.addAll(entryPoint());
    command.addAll(List.of("node", "--topic", "a b"));
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    process.waitFor();
    return Files.readAllLines(out, UTF_8);
  }

  private static List<String> entryPoint() throws IOException {
    String prefix = "ENTRYPOINT ";
    String file = Files.readString(Path.of("Dockerfile"), UTF_8).replace("\\\n", "");
    String json = file.lines().filter(line -> line.startsWith(prefix)).findFirst().orElseThrow();
    return JsonParser.parseString(json.substring(prefix.length()))
        .getAsJsonArray()
        .asList()
        .stream()
        .map(JsonElement::getAsString)
        .toList();
  }
}
