package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the launcher with a fake checkout, JVM and Maven. The fake JVM prints its arguments, one
 * per line; the fake Maven prints lines like the real one.
 */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in *warm-up*) exit 0 ;; -version) echo 'openjdk version "17.0.1"' >&2; exit 0 ;; esac
      echo "LC_ALL=${LC_ALL:-}"
      for argument in "$@"; do echo "$argument"; done
      """;
  private static final String MAVEN =
      """
      #!/bin/sh
      echo '[INFO] Scanning for projects...'
      echo '[INFO] Building Gossip API 0.1.0-SNAPSHOT                      [2/9]'
      echo '[INFO] Building Gossip CLI 0.1.0-SNAPSHOT                      [9/9]'
      touch gossip-cli/target/gossip.jar
      """;
  private static final String BROKEN_MAVEN =
      """
      #!/bin/sh
      echo '[INFO] Building Gossip API 0.1.0-SNAPSHOT                      [2/9]'
      echo '[ERROR] Main.java:[1,1] not a statement'
      exit 1
      """;

  @TempDir private Path folder = Path.of("");
  private Path home = Path.of("");
  private Path tools = Path.of("");
  private final Map<String, String> environment = new TreeMap<>();

  /** The exit code and output of one run of the launcher. */
  private record Run(int exitCode, List<String> out, List<String> err) {}

  @BeforeEach
  void createBuiltCheckout() throws IOException {
    // The path has a space, as many home folders do.
    home = Files.createDirectories(folder.resolve("a checkout"));
    Files.copy(Path.of("..", "gossip"), home.resolve("gossip"));
    Files.createFile(home.resolve("pom.xml"));
    Files.createDirectories(home.resolve("gossip-cli/src/main"));
    Files.createFile(home.resolve("gossip-cli/pom.xml"));
    Files.createDirectories(home.resolve("gossip-cli/target"));
    Files.createFile(home.resolve("gossip-cli/target/gossip.jar"));
    Files.createFile(home.resolve("gossip-cli/target/gossip.built"));
    tools = Files.createDirectories(folder.resolve("tools"));
    tool("java", JAVA);
    tool("mvn", MAVEN);
    environment.put("PATH", tools + ":" + System.getenv("PATH"));
    environment.put("LC_ALL", "C.UTF-8");
  }

  @Test
  void launcherFindsItsCheckoutThroughChainsOfSymbolicLinks() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path absolute = Files.createSymbolicLink(bin.resolve("absolute"), home.resolve("gossip"));
    Files.createSymbolicLink(bin.resolve("relative"), Path.of("absolute"));
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(elsewhere.resolve("far"), Path.of("../bin/relative"));

    for (Path link : List.of(absolute, bin.resolve("relative"), elsewhere.resolve("far"))) {
      assertRanTheJar(call(folder, link.toString(), "plugins"));
    }
    assertRanTheJar(call(elsewhere, "./far", "plugins"));
    assertThat(folder.resolve("gossip-cli")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "bash"})
  void launcherFindsItsCheckoutFromThePathInEveryShell(String shell) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("gossip"), home.resolve("gossip"));
    environment.compute("PATH", (name, path) -> bin + ":" + path);
    // With CDPATH set, cd searches other folders and prints the one it found.
    environment.put("CDPATH", folder.toString());

    assertRanTheJar(call(folder, "gossip", "plugins"));
    assertRanTheJar(call(folder, shell, "-c", "gossip plugins"));
    assertRanTheJar(call(home, shell, "gossip", "plugins"));
    assertRanTheJar(call(folder, shell, "a checkout/gossip", "plugins"));
  }

  @Test
  void argumentsReachTheCommandUnchanged() throws IOException {
    // A script, because the locale of this test may not be able to pass such arguments.
    Path script =
        Files.writeString(folder.resolve("script"), "exec \"$1\" demo --set 'a  b*' '' 'héllo'\n");

    Run run = call(folder, "sh", script.toString(), launcher());

    assertThat(run.out()).endsWith("demo", "--set", "a  b*", "", "héllo");
  }

  @ParameterizedTest
  @CsvSource({"POSIX,C.UTF-8", "C,C.UTF-8", "no-such-locale,C.UTF-8", "C.UTF-8,C.UTF-8"})
  void jvmReadsItsArgumentsAsUtf8(String locale, String expected) throws IOException {
    environment.put("LC_ALL", locale);

    assertThat(call(folder, launcher(), "plugins").out()).contains("LC_ALL=" + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-XX:+UseZGC                     | -XX:+UseSerialGC",
        "-XX:+UseParallelGC              | -XX:+UseSerialGC",
        "-Xms512m                        | -Xmx256m",
        "-XX:MaxRAMPercentage=50         | -Xmx256m",
        "-XX:InitialHeapSize=512m        | -Xmx256m",
        "-XX:AOTCache=x                  | -XX:SharedArchiveFile",
        "-XX:AOTCacheOutput=x            | -XX:SharedArchiveFile",
        "-Xshare:off                     | -XX:SharedArchiveFile",
        "-XX:ArchiveClassesAtExit=x      | -XX:SharedArchiveFile",
        "-XX:+AutoCreateSharedArchive    | -XX:SharedArchiveFile",
      })
  void userOptionsReplaceConflictingLauncherOptions(String given, String replaced)
      throws IOException {
    Files.createFile(home.resolve("gossip-cli/target/gossip.jsa"));
    assertThat(call(folder, launcher(), "node").out()).anyMatch(line -> line.startsWith(replaced));

    for (String variable : List.of("GOSSIP_JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
      environment.put(variable, given.strip());
      Run run = call(folder, launcher(), "node");
      environment.remove(variable);

      assertThat(run.out())
          .as("%s=%s: %s", variable, given, run)
          .noneMatch(line -> line.startsWith(replaced));
    }
  }

  @Test
  void userOptionsComeAfterLauncherOptions() throws IOException {
    environment.put("GOSSIP_JAVA_OPTS", "-Xss1m -Dname=*");

    assertThat(call(home, launcher(), "node").out())
        .containsSubsequence("-XX:+UseSerialGC", "-Xmx256m", "-Xss1m", "-Dname=*", "-jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"simulate", "sweep"})
  void simulationsUseTheParallelCollectorUnlessTheUserChooses(String command) throws IOException {
    assertThat(call(home, launcher(), command).out()).contains("-XX:+UseParallelGC");

    environment.put("GOSSIP_JAVA_OPTS", "-XX:+UseSerialGC -XX:-UseTransparentHugePages");

    assertThat(call(home, launcher(), command).out())
        .contains("-XX:+UseSerialGC", "-XX:-UseTransparentHugePages")
        .doesNotContain("-XX:+UseParallelGC", "-XX:+UseTransparentHugePages");
  }

  @ParameterizedTest
  @CsvSource({
    "--nodes 99999, false",
    "--nodes 100000, true",
    "--nodes=110000, true",
    "--messages 1 --nodes 1000000 --seed 1, true",
    "--messages 100000 --nodes 10, false",
  })
  void largeNetworksGetMoreOfTheHeapForNodes(String arguments, boolean isLarge) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher(), "simulate"));
    command.addAll(List.of(arguments.split(" ", -1)));

    List<String> out = call(home, command.toArray(String[]::new)).out();

    assertThat(out.contains("-XX:NewRatio=5")).as("%s", out).isEqualTo(isLarge);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmn1g", "-XX:NewRatio=2", "-XX:MaxNewSize=1g"})
  void simulationsDivideTheHeapAsTheUserChooses(String option) throws IOException {
    environment.put("JAVA_TOOL_OPTIONS", option);

    assertThat(call(home, launcher(), "simulate", "--nodes", "110000").out())
        .contains("-XX:+UseParallelGC")
        .doesNotContain("-XX:NewRatio=5");
  }

  /**
   * Quotes around quoted arguments would end where they begin, so cmd would run what is in them.
   */
  @Test
  void launcherForWindowsPutsNoQuotesAroundArguments() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("..", "gossip.cmd")).stream()
            .filter(line -> line.contains("%*"))
            .toList();

    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      String before = line.substring(0, line.indexOf("%*"));
      assertThat(before.chars().filter(c -> c == '"').count() % 2).as(line).isZero();
    }
  }

  @Test
  void javaHomeWithoutJavaIsReported() throws IOException {
    environment.put("JAVA_HOME", "/nonexistent");

    Run run = call(folder, launcher(), "plugins");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains("JAVA_HOME is /nonexistent", "no /nonexistent/bin/java", "unset it");
  }

  @Test
  void javaTooOldToBuildIsReported() throws IOException {
    Files.delete(home.resolve("gossip-cli/target/gossip.built"));
    tool("java", "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");

    Run run = call(folder, launcher(), "plugins");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).singleElement().asString().contains("JDK 17 or later", "11.0.2");
  }

  @Test
  void firstUseShowsTheModulesAsTheyAreBuilt() throws IOException {
    Files.delete(home.resolve("gossip-cli/target/gossip.built"));

    Run run = call(folder, launcher(), "plugins");

    assertRanTheJar(run);
    assertThat(run.err().get(0)).startsWith("gossip: building the command, once");
    assertThat(run.err().subList(1, run.err().size()))
        .containsExactly(
            "gossip:   [2/9] Gossip API", "gossip:   [9/9] Gossip CLI", "gossip: built");
    assertThat(call(folder, launcher(), "plugins").err()).isEmpty();
  }

  @Test
  void failedBuildShowsTheErrorAndThePathOfTheLog() throws IOException {
    Files.delete(home.resolve("gossip-cli/target/gossip.built"));
    tool("mvn", BROKEN_MAVEN);

    Run run = call(folder, launcher(), "plugins");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("[ERROR] Main.java:[1,1] not a statement");
    assertThat(run.err().get(run.err().size() - 1))
        .contains(
            "the build failed",
            home.toRealPath().resolve("gossip-cli/target/build.log").toString());
  }

  @Test
  void concurrentFirstUseWaitsForTheBuildAndSaysSo() throws Exception {
    Files.delete(home.resolve("gossip-cli/target/gossip.built"));
    Path lock = Files.createDirectories(home.resolve(".gossip-build.lock"));
    // The lock is owned by this process, which is alive.
    String owner = String.valueOf(ProcessHandle.current().pid());
    Path link = Files.createSymbolicLink(lock.resolve("owner"), Path.of(owner));

    Process second = start(folder, launcher(), "plugins");
    try {
      while (!Files.readString(folder.resolve("err.txt"))
          .contains("waiting for process " + owner)) {
        assertThat(second.waitFor(50, TimeUnit.MILLISECONDS)).as("launcher has ended").isFalse();
      }
      Files.delete(link);

      assertRanTheJar(end(second));
    } finally {
      second.destroyForcibly();
    }
  }

  private String launcher() {
    return home.resolve("gossip").toString();
  }

  private void assertRanTheJar(Run run) throws IOException {
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .as("%s", run)
        .containsSequence(
            "-jar",
            home.toRealPath().resolve("gossip-cli/target/gossip.jar").toString(),
            "plugins");
  }

  private void tool(String name, String script) throws IOException {
    Path file = Files.writeString(tools.resolve(name), script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Run call(Path from, String... command) throws IOException {
    return end(start(from, command));
  }

  private Process start(Path from, String... command) throws IOException {
    List<String> envCommand = new ArrayList<>(List.of("env", "-i"));
    environment.forEach((name, value) -> envCommand.add(name + "=" + value));
    envCommand.addAll(List.of(command));
    Process process =
        new ProcessBuilder(envCommand)
            .directory(from.toFile())
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
    process.getOutputStream().close();
    return process;
  }

  private Run end(Process process) throws IOException {
    try {
      int exitCode = process.waitFor();
      return new Run(
          exitCode,
          Files.readAllLines(folder.resolve("out.txt"), UTF_8),
          Files.readAllLines(folder.resolve("err.txt"), UTF_8));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for the launcher", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
