package dev.gossip.cli.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Compiles and runs the code of the first page of each kind of plugin exactly as it is shown. */
@Timeout(600)
class PluginPagesTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path folder = Path.of("");

  /** The pages, and the pages whose plugins they use. */
  private enum Page {
    // It discourages no peer, so the four rules about that are not checked.
    SPAM_CONTROL("ByteBudget", 34, 4, "writing-a-spam-control.md"),
    SIGNING("JdkSigning", 21, 0, "writing-a-signing.md"),
    TRANSPORT("NearUdp", 44, 0, "writing-a-transport.md"),
    DISCOVERY("SeedNames", 12, 0, "writing-a-discovery.md", "writing-a-membership.md"),
    MEMBERSHIP("FewPeers", 11, 0, "writing-a-membership.md");

    private final String name;
    private final int minRules;
    private final int notChecked;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> files;

    Page(String name, int minRules, int notChecked, String... files) {
      this.name = name;
      this.minRules = minRules;
      this.notChecked = notChecked;
      this.files = List.of(files);
    }

    String text() throws IOException {
      return TutorialCode.read(files.toArray(String[]::new));
    }

    TutorialCode compile(Path folder) throws IOException {
      return TutorialCode.compile(folder, text(), classes());
    }

    private Set<String> classes() {
      return switch (this) {
        case DISCOVERY ->
            Set.of("SeedNamesPlugin", "SeedNamesTest", "FewPeersPlugin", "FewPeersTest");
        case SPAM_CONTROL -> Set.of("ByteBudgetPlugin", "ByteBudgetTest", "ByteBudgetStepsTest");
        default -> Set.of(name + "Plugin", name + "Test");
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Page.class)
  void pluginOfThePageKeepsEveryRuleOfItsContract(Page page) throws Exception {
    EngineExecutionResults results = page.compile(folder).runTests(page.name + "Test");

    assertThat(results.testEvents().failed().list()).isEmpty();
    assertThat(results.testEvents().aborted().list())
        .as("rules not checked")
        .hasSize(page.notChecked);
    assertThat(results.testEvents().succeeded().count()).isGreaterThanOrEqualTo(page.minRules);
  }

  @ParameterizedTest
  @EnumSource(value = Page.class, names = "DISCOVERY", mode = EnumSource.Mode.EXCLUDE)
  void demoOfThePageDeliversAtAllNodes(Page page) throws Exception {
    int base = FreePorts.base();
    List<String> args = new ArrayList<>(page.compile(folder).commands("demo").get(0));
    args.addAll(List.of("--port", String.valueOf(base), "--json"));

    CliProcess demo = CliProcess.run(LIMIT, List.of(base + " hello"), args.toArray(String[]::new));

    assertThat(demo.awaitExit(LIMIT)).as("exit code of %s", demo).isZero();
    assertThat(events(demo, "delivered"))
        .as("%s", demo)
        .extracting(event -> event.get("node").getAsString())
        .doesNotHaveDuplicates()
        .hasSize(5);
  }

  @Test
  void nodeRefusesToDialAddressesWithoutThePrefixOfTheTransport() throws Exception {
    List<String> args = new ArrayList<>(Page.TRANSPORT.compile(folder).commands("node").get(0));
    args.add("--json");
    try (CliProcess node = CliProcess.start(args.toArray(String[]::new))) {
      boolean isRefused = node.await(() -> !events(node, "refused").isEmpty(), LIMIT);

      assertThat(isRefused).as("%s", node).isTrue();
      assertThat(events(node, "refused").get(0).toString()).contains("begin with 10.");
    }
  }

  @Test
  void secondNodeOfTheDiscoveryPageFindsTheFirst() throws Exception {
    List<List<String>> commands = Page.DISCOVERY.compile(folder).commands("node");
    String listen = "127.0.0.1:" + FreePorts.base();
    try (CliProcess first = start(commands.get(0), listen)) {
      assertThat(first.await(() -> !events(first, "listening").isEmpty(), LIMIT)).isTrue();
      try (CliProcess second = start(commands.get(1), listen)) {
        second.type("hello");

        boolean isDelivered = first.await(() -> !events(first, "delivered").isEmpty(), LIMIT);

        assertThat(isDelivered).as("%s%s", first, second).isTrue();
      }
    }
  }

  /** Starts a command of the page with another port. */
  private static CliProcess start(List<String> command, String listen) {
    String port = listen.substring(listen.indexOf(':'));
    return CliProcess.start(
        Stream.concat(command.stream().map(arg -> arg.replace(":5000", port)), Stream.of("--json"))
            .toArray(String[]::new));
  }

  private static List<JsonObject> events(CliProcess process, String kind) {
    return process.out().stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .filter(event -> event.get("event").getAsString().equals(kind))
        .toList();
  }

  @Test
  void indexLinksThePageOfEachKind() throws IOException {
    String index = TutorialCode.read("plugins.md");

    for (Page page : Page.values()) {
      assertThat(Files.exists(Path.of("../docs", page.files.get(0)))).isTrue();
      assertThat(index).contains("](" + page.files.get(0) + ")");
    }
  }
}
