package dev.gossip.cli.plugins;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.cli.plugins.Reference.Page;
import dev.gossip.cli.testing.CliRun;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PluginsCommandTest {
  private static final PluginCatalog CATALOG = PluginCatalog.load(List.of());

  @TempDir private Path folder = Path.of("");

  @Test
  void overviewListsEveryPluginAndNoSettings() {
    CliRun run = CliRun.of("plugins");

    assertThat(run.exitCode()).isZero();
    CATALOG.all().forEach(plugin -> assertThat(run.out()).contains("  " + plugin.id()));
    assertThat(run.out()).contains("  node", "  metrics", "  drops");
    assertThat(run.out()).noneMatch(line -> line.contains(" = "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay.diffusion", "diffusion", "node", "metrics", "drops", "udp"})
  void pageIsWrappedBetweenWordsAtEightyColumns(String name) {
    CliRun run = CliRun.of("plugins", name);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasSizeGreaterThan(10).allMatch(line -> line.length() < 80);
  }

  @Test
  void wrappingKeepsEveryWordInOrder() {
    String text = "one two three a-word-that-is-wider-than-the-line four";

    List<String> lines = ReferenceText.wrap(text, 12);

    assertThat(lines)
        .containsExactly("one two", "three", "a-word-that-is-wider-than-the-line", "four");
  }

  @Test
  void ambiguousShortNameIsRefusedWithTheFullNames() {
    CliRun run = CliRun.of("plugins", "none");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .containsExactly("gossip: 'none' can be signing.none, spam.none; give the full name");
  }

  @Test
  void kindShowsAllItsPlugins() {
    CliRun run = CliRun.of("plugins", "spam");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("spam.none", "spam.rate-limit").doesNotContain("relay.flooding");
  }

  @Test
  void kindWithoutPluginsIsShownAsEmpty() {
    Reference none = Reference.of(PluginCatalog.load(ClassLoader.getPlatformClassLoader()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ReferenceText(new PrintStream(out, true, UTF_8), 80).overview(none);

    assertThat(out.toString(UTF_8).lines())
        .containsSequence(
            "discovery: which addresses exist (gossip.discovery.use)",
            "  no plugin of this kind was found",
            "");
  }

  @Test
  void pluginsThatSeedsMakeTheDefaultAreMarked() {
    List<String> out = CliRun.of("plugins").out();

    assertThat(String.join(" ", out).replaceAll(" +", " "))
        .containsPattern("discovery\\.bootstrap [^()]*\\(default with seeds\\)")
        .containsPattern("membership\\.configured [^()]*\\(default\\)")
        .containsPattern("membership\\.outbound [^()]*\\(default with a discovery\\)");
  }

  @Test
  void hoconOfPagesWithoutSettingsIsRefused() {
    CliRun run = CliRun.of("plugins", "drops", "flooding", "--hocon");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().contains("no settings", "drops, flooding");
  }

  @Test
  void unknownNameIsRefusedWithAllNames() {
    CliRun run = CliRun.of("plugins", "no-such");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains("'no-such'", "relay.flooding", "drops");
  }

  @Test
  void jsonHasOneObjectPerPageWithEverySetting() {
    CliRun run = CliRun.of("plugins", "--json");

    List<JsonObject> pages =
        run.out().stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    CATALOG
        .all()
        .forEach(
            plugin -> {
              JsonObject page =
                  pages.stream()
                      .filter(each -> each.get("name").getAsString().equals(plugin.id()))
                      .findAny()
                      .orElseThrow();
              assertThat(page.getAsJsonArray("settings")).hasSize(plugin.settings().size());
            });
    assertThat(pages).hasSize(CATALOG.all().size() + 3);
  }

  @ParameterizedTest
  @EnumSource(DropReason.class)
  void everyDropReasonIsListedWithMeaningAndAction(DropReason reason) {
    List<String> page = CliRun.of("plugins", "drops").out();

    assertThat(page).contains("  " + reason.label());
    assertThat(reason.meaning()).matches("[A-Z].*\\.");
    assertThat(reason.action()).matches("[A-Z].*\\.");
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void everyMetricIsListedWithItsType(Metric metric) {
    assertThat(CliRun.of("plugins", "metrics").out())
        .contains("  " + metric.label() + (metric.isGauge() ? " (gauge)" : " (counter)"));
    assertThat(metric.meaning()).isNotBlank();
  }

  @Test
  void actionsNameOnlySettingsThatExist() {
    String settings = String.join("\n", CliRun.of("plugins", "--json").out());
    Pattern setting = Pattern.compile("gossip\\.[a-z.-]*[a-z]");
    int found = 0;
    for (DropReason reason : DropReason.values()) {
      Matcher matcher = setting.matcher(reason.action());
      while (matcher.find()) {
        found++;
        assertThat(settings).as("%s", reason).contains("\"key\":\"" + matcher.group() + "\"");
      }
    }
    assertThat(found).isGreaterThan(10);
  }

  @Test
  void hoconSampleSetsEverySettingToItsDefaultOnceUncommented() throws IOException {
    List<String> sample = CliRun.of("plugins", "--hocon").out();
    Pattern commented = Pattern.compile("  #([a-z].* = .*)");
    List<String> uncommented =
        sample.stream().map(line -> commented.matcher(line).replaceFirst("  $1")).toList();
    Path file = Files.write(folder.resolve("sample.conf"), uncommented);
    Path untouched = Files.write(folder.resolve("untouched.conf"), sample);

    NodeConfig fromSample = NodeConfig.builder().file(file).build(CATALOG.all());
    NodeConfig fromUntouched = NodeConfig.builder().file(untouched).build(CATALOG.all());

    for (Page page : Reference.of(CATALOG).pages()) {
      if (page.hasSettings()) {
        page.entries()
            .forEach(
                entry ->
                    assertThat(fromSample.configured())
                        .containsEntry(page.path() + "." + entry.key(), entry.value()));
      }
    }
    assertThat(fromUntouched.configured()).isEmpty();
  }
}
