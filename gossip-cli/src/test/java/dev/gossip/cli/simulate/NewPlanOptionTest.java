package dev.gossip.cli.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.Main;
import dev.gossip.cli.testing.SourceCompiler;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An option that only {@code PlanOptions} declares is everywhere in the command. */
@Timeout(60)
class NewPlanOptionTest {
  private static final String CLASS = "dev.gossip.simulation.plan.PlanOptions";
  private static final Path SOURCE =
      Path.of("../gossip-simulation/src/main/java", CLASS.replace('.', '/') + ".java");
  private static final String DECLARATION =
      """
        /** For this test. */
        public static final PlanOption<Integer> FROST_DEGREES =
            OptionForms.integer(
                "frost-degrees", "DEGREES", 0, 0, 99, "How cold it is. Default: 0.");

      """;

  @TempDir private static Path folder = Path.of("");
  private static URLClassLoader changed = new URLClassLoader(new URL[0]);

  /** The classes of the command, of which one is compiled from a source with one more option. */
  @BeforeAll
  static void declareOption() throws IOException {
    String source = Files.readString(SOURCE);
    String list = "          SPIES,\n";
    String seed = "  /** The seed of all random choices. */\n";
    assertThat(source).containsOnlyOnce(list).containsOnlyOnce(seed);
    Path classes =
        SourceCompiler.compile(
            folder,
            Map.of(
                CLASS,
                source
                    .replace(seed, DECLARATION + seed)
                    .replace(list, "          FROST_DEGREES,\n" + list)));
    List<URL> urls = new ArrayList<>();
    urls.add(classes.toUri().toURL());
    for (String entry : classPath().split(File.pathSeparator, -1)) {
      urls.add(url(entry));
    }
    changed = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @AfterAll
  static void close() throws IOException {
    changed.close();
  }

  private static String classPath() {
    String ofTests = System.getProperty("surefire.test.class.path");
    return ofTests == null ? System.getProperty("java.class.path", "") : ofTests;
  }

  private static URL url(String entry) throws MalformedURLException {
    return Path.of(entry).toUri().toURL();
  }

  private static String run(String... args) throws ReflectiveOperationException {
    PrintStream realOut = System.out;
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, UTF_8));
      Thread.currentThread().setContextClassLoader(changed);
      Object exitCode =
          changed
              .loadClass(Main.class.getName())
              .getMethod("execute", String[].class)
              .invoke(null, (Object) args);
      assertThat(exitCode).isEqualTo(0);
    } finally {
      System.setOut(realOut);
      Thread.currentThread().setContextClassLoader(before);
    }
    return out.toString(UTF_8);
  }

  private static String simulate(String... options) throws ReflectiveOperationException {
    List<String> args =
        new ArrayList<>(List.of("simulate", "--nodes", "6", "--messages", "1", "--seed", "1"));
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }

  @Test
  void helpDescribesItAtItsPlace() throws Exception {
    String help = run("simulate", "--help");

    assertThat(help)
        .containsPattern("--frost-degrees=DEGREES\\s+How cold it is. Default: 0.")
        .containsSubsequence("--down=", "--frost-degrees=", "--spies=");
  }

  @Test
  void headingNamesItOnlyWhenItIsSet() throws Exception {
    assertThat(simulate("--frost-degrees", "7").lines().limit(3))
        .anyMatch(line -> line.equals("frost-degrees 7"));
    assertThat(simulate("--frost-degrees", "7", "--mtu", "900").lines().limit(3))
        .anyMatch(line -> line.endsWith("; frost-degrees 7"));
    assertThat(simulate()).doesNotContain("frost");
  }

  @Test
  void jsonHasItOnlyWhenItIsSet() throws Exception {
    JsonObject with = json(simulate("--frost-degrees", "7", "--json"));
    JsonObject without = json(simulate("--json"));

    assertThat(with.getAsJsonObject("setup").get("frostDegrees").getAsString()).isEqualTo("7");
    assertThat(without.getAsJsonObject("setup").has("frostDegrees")).isFalse();
    with.getAsJsonObject("setup").remove("frostDegrees");
    for (JsonObject each : List.of(with, without)) {
      each.remove("wallMillis");
      each.remove("framesPerSecond");
    }
    assertThat(with).isEqualTo(without);
  }

  private static JsonObject json(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }

  @Test
  void shellsCompleteIt() throws Exception {
    assertThat(run("completion", "bash")).containsPattern("'--frost-degrees'");
  }

  @Test
  void cellsOfASweepMayHaveIt() throws Exception {
    Path plan =
        Files.writeString(
            folder.resolve("cold.conf"),
            "sweep { base { nodes = 6 }, product { frost-degrees = [3, 7] }, seeds = [1] }");

    assertThat(run("sweep", plan.toString(), "--dry-run")).contains("frost-degrees");
  }
}
