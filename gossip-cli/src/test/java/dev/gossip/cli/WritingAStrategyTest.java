package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Compiles and runs the code of docs/writing-a-strategy.md exactly as it is shown there. */
@Timeout(120)
class WritingAStrategyTest {
  /** System properties with the class path of tests; Surefire sets the second if it uses a jar. */
  private static final List<String> CLASS_PATHS =
      List.of("java.class.path", "surefire.test.class.path");

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CLASS_NAME = Pattern.compile("class (\\w+)");
  private static final String SERVICE = "META-INF/services/dev.gossip.api.plugin.GossipPlugin";

  @TempDir private Path folder = Path.of("");

  private Path classes = Path.of("");
  private String page = "";

  @BeforeEach
  void buildTheCodeOfThePage() throws Exception {
    page = Files.readString(Path.of("../docs/writing-a-strategy.md"));
    Map<String, String> sources = new HashMap<>();
    for (String source : blocks("java")) {
      Matcher name = CLASS_NAME.matcher(source);
      assertThat(name.find()).as(source).isTrue();
      sources.put("org.example." + name.group(1), source);
    }
    assertThat(sources).containsKey("org.example.PatientRelayTest").hasSize(3);
    classes = SourceCompiler.compile(folder, sources);
    Path service = classes.resolve(SERVICE);
    Files.createDirectories(service.resolveSibling(""));
    Files.writeString(service, blocks("text").get(0));
    assertThat(page).contains("src/main/resources/" + SERVICE);
  }

  private List<String> blocks(String language) {
    List<String> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      if (block.group(1).equals(language)) {
        found.add(block.group(2));
      }
    }
    return found;
  }

  @Test
  void relayOfThePageKeepsItsContract() throws Exception {
    Map<String, String> before = new HashMap<>();
    for (String key : CLASS_PATHS) {
      String path = System.getProperty(key);
      if (path != null) {
        before.put(key, path);
        // The contract starts other JVMs, which also need the classes.
        System.setProperty(key, classes + File.pathSeparator + path);
      }
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      EngineExecutionResults results =
          EngineTestKit.engine("junit-jupiter")
              .selectors(selectClass(loader.loadClass("org.example.PatientRelayTest")))
              .execute();
      assertThat(results.testEvents().failed().list()).isEmpty();
      assertThat(results.testEvents().succeeded().count()).isGreaterThanOrEqualTo(12);
    } finally {
      before.forEach(System::setProperty);
    }
  }

  @Test
  void comparisonPrintsTheOutputThatThePageShows() {
    String command = blocks("sh").get(0);
    String options = command.substring(command.indexOf("simulate")).replace("\\\n", " ");
    CliRun run =
        CliRun.of(
            List.of(options.replace("target/classes", classes.toString()).strip().split(" +", 0)));

    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    assertThat(run.out()).containsSequence(blocks("text").get(1).lines().toList());
  }
}
