package dev.gossip.cli.lint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.gossip.api.plugin.Setting;
import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.lint.LintSimulation.Outcome;
import dev.gossip.cli.lint.ScoreConflicts.Conflict;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.cli.text.JsonText;
import dev.gossip.cli.text.ProgressLine;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.Simulation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Derives settings of spam control, finds contradictions, and simulates which peers they ban. */
@Command(
    name = "lint-scores",
    description = {
      "Derive settings of spam control from what a network carries, name settings of a"
          + " configuration that contradict each other, and simulate which honest peers it bans."
    },
    footer = {
      "",
      "The simulated networks have 40 nodes, of which 4 attack: spammers, forgers, promise breakers"
          + " and selective droppers, in turn. The last cannot be proven, so nobody bans them. The"
          + " nodes have the spam control of the configuration, repair, and signatures; a dry run is"
          + " simulated as if it were none. The exit code is 1 if settings contradict each other or"
          + " an honest peer was banned, and 2 if the configuration is not valid."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class LintScoresCommand implements Callable<Integer> {
  private static final int CONFLICTS = 1;
  private static final String ROW = "%-18s %22s %16s %10s";

  @Parameters(paramLabel = "CONFIG", description = "The configuration, a HOCON file.")
  private Path file = Path.of("");

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10",
      description = "Messages per second of all authors together. Default: ${DEFAULT-VALUE}.")
  private String rate = "";

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many peers a node has. Default: ${DEFAULT-VALUE}.")
  private String peers = "";

  @Option(
      names = "--loss",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "Share of the datagrams that are lost. Default: ${DEFAULT-VALUE}.")
  private String loss = "";

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "300",
      description = "Size of the payload of a message. Default: ${DEFAULT-VALUE}.")
  private String bytes = "";

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How many networks to simulate for each attack; 0 to simulate none. Default:"
              + " ${DEFAULT-VALUE}.")
  private String seeds = "";

  @Option(
      names = "--plugins",
      paramLabel = "PATH[${sys:path.separator}PATH]",
      description = "More plugins: jars or class folders, in addition to those in GOSSIP_PLUGINS.")
  private @Nullable String plugins;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Expectation expected =
        new Expectation(
            parse("--rate", rate, Setting.decimal("rate", 1, 0.1, 1_000, "")),
            parse("--peers", peers, Setting.integer("peers", 4, 4, 30, "")),
            parse("--loss", loss, Setting.decimal("loss", 0, 0, 0.5, "")),
            parse("--bytes", bytes, Setting.integer("bytes", 0, 0, 1 << 16, "")));
    int networks = parse("--seeds", seeds, Setting.integer("seeds", 0, 0, 1_000, ""));
    SpamChoice spam = read();
    check(spam);
    DerivedScores derived = new DerivedScores(expected);
    List<Conflict> conflicts = ScoreConflicts.of(spam, derived);
    if (!json) {
      print(expected, derived, conflicts);
    }
    List<Outcome> outcomes = new ArrayList<>();
    if (networks > 0) {
      if (!json) {
        System.out.printf(
            Locale.ROOT,
            "%n" + ROW + "%n",
            "attack",
            "honest links ended",
            "attackers banned",
            "within");
      }
      // The configuration may be a pipe, which can be read only once.
      Supplier<SpamChoice> choices =
          () -> new SpamChoice(spam.config(), CompositionOptions.catalog(plugins));
      new LintSimulation(choices, expected, networks, ProgressLine.ofProcess(""))
          .run(
              LintSimulation.KINDS,
              outcome -> {
                outcomes.add(outcome);
                if (!json) {
                  System.out.println(row(outcome));
                }
              });
    }
    if (json) {
      System.out.println(JsonText.of(json(derived, conflicts, outcomes)));
    }
    boolean harmless = outcomes.stream().allMatch(outcome -> outcome.bannedHonest() == 0);
    return conflicts.isEmpty() && harmless ? 0 : CONFLICTS;
  }

  private static <T> T parse(String option, String text, Setting<T> setting) {
    try {
      return setting.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(option + ": " + e.getMessage(), e);
    }
  }

  private SpamChoice read() {
    PluginCatalog catalog = CompositionOptions.catalog(plugins);
    NodeConfig config = NodeConfig.builder().file(file).build(catalog.all());
    SpamChoice spam = new SpamChoice(config, catalog);
    if (!spam.uses(SpamChoice.REPUTATION) && !spam.uses(SpamChoice.STRICT)) {
      throw new ConfigurationException(
          file
              + ": gossip.spam.use is "
              + String.join(", ", spam.ids())
              + ", which bans nobody; write gossip.spam.use = \"reputation, rate-limit\"");
    }
    return spam;
  }

  /** Plugins read their settings when they are composed. */
  private void check(SpamChoice spam) {
    Simulation simulation = Simulation.seeded(1).nodes(2).catalog(spam.catalog());
    for (Map.Entry<String, String> entry : spam.configured().entrySet()) {
      String origin = spam.config().origin(entry.getKey()).orElse(file.toString());
      simulation.set(entry.getKey(), entry.getValue(), origin);
    }
    simulation.check();
  }

  private static void print(Expectation expected, DerivedScores derived, List<Conflict> conflicts) {
    System.out.println(
        "# for "
            + HumanFormat.mean(expected.rate())
            + (expected.rate() == 1 ? " message of " : " messages of ")
            + HumanFormat.count(expected.bytes(), "byte")
            + " a second, "
            + HumanFormat.count(expected.peers(), "peer")
            + ", "
            + HumanFormat.percent(expected.loss())
            + " lost");
    derived.hocon().forEach(System.out::println);
    System.out.println();
    conflicts.forEach(conflict -> System.out.println("conflict: " + conflict));
    if (conflicts.isEmpty()) {
      System.out.println("no settings contradict each other");
    }
  }

  private static String row(Outcome outcome) {
    Long millis = outcome.millis();
    boolean proven = outcome.kind().isProven();
    return String.format(
        Locale.ROOT,
        ROW,
        outcome.kind().id(),
        outcome.bannedHonest()
            + " of "
            + HumanFormat.count(outcome.honestLinks())
            + " ("
            + HumanFormat.percent(outcome.share())
            + ")",
        proven ? outcome.bannedAttackers() + " of " + outcome.attackers() : "not provable",
        proven && millis != null ? HumanFormat.millis(millis) : "-");
  }

  private static JsonObject json(
      DerivedScores derived, List<Conflict> conflicts, List<Outcome> outcomes) {
    JsonObject settings = new JsonObject();
    settings.addProperty("authorMessagesPerSecond", derived.authorMessagesPerSecond());
    settings.addProperty("authorBurstMessages", derived.authorBurstMessages());
    settings.addProperty("signatureChecksPerSecond", derived.signatureChecksPerSecond());
    settings.addProperty("payloadBytesPerSecond", derived.payloadBytesPerSecond());
    settings.addProperty("deliveryQuota", derived.deliveryQuota());
    JsonObject json = new JsonObject();
    json.add("derived", settings);
    JsonArray found = new JsonArray();
    for (Conflict conflict : conflicts) {
      JsonObject entry = new JsonObject();
      entry.addProperty("one", conflict.one());
      entry.addProperty("other", conflict.other());
      entry.addProperty("problem", conflict.problem());
      entry.addProperty("remedy", conflict.remedy());
      found.add(entry);
    }
    json.add("conflicts", found);
    JsonArray simulated = new JsonArray();
    for (Outcome outcome : outcomes) {
      JsonObject entry = new JsonObject();
      entry.addProperty("kind", outcome.kind().id());
      entry.addProperty("honestLinks", outcome.honestLinks());
      entry.addProperty("discouragedHonest", outcome.bannedHonest());
      entry.addProperty("shareOfHonest", outcome.share());
      entry.addProperty("attackers", outcome.attackers());
      entry.addProperty("discouragedHostile", outcome.bannedAttackers());
      entry.addProperty("firstOffenceToLastDiscouragedMillis", outcome.millis());
      simulated.add(entry);
    }
    json.add("simulated", simulated);
    return json;
  }
}
