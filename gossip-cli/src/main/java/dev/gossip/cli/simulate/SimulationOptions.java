package dev.gossip.cli.simulate;

import dev.gossip.api.plugin.Setting;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.wire.Latency;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the network, its faults and its messages. */
final class SimulationOptions {
  private static final String SIX = "six";
  private static final int SIX_NODES = 6;
  private static final int DEFAULT_NODES = 50;

  private static final String SUPERNODE = "supernode:";
  private static final int MAX_SUPERNODE_LINKS = 100;

  // Limits against typing errors, which would start a run of days.
  private static final int MAX_NODES = 1_000_000;
  private static final int MAX_MESSAGES = 1_000_000;
  private static final int MAX_PAYLOAD_BYTES = 1 << 20;

  // A new seed is short, because users retype it.
  private static final int NEW_SEEDS = 1_000_000;

  private static final Setting<Double> SHARE = Setting.decimal("share", 0, 0, 1, "");
  private static final Setting<Double> PERCENT = Setting.decimal("percentage", 0, 0, 100, "");

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description =
          "Number of nodes. Default: that of the topology if it is six or a file, else 50.")
  private @Nullable String nodes;

  @Option(
      names = "--topology",
      paramLabel = "T",
      description = {
        "Which nodes are linked: six, line, ring, star, tree:2, grid, complete, random-regular:8,"
            + " erdos-renyi:0.02, barabasi-albert:3, watts-strogatz:6:0.1, random-outbound:8, or"
            + " file:PATH. A file may be GEXF, GraphML, Matrix Market or a list of links (two names"
            + " per line), optionally compressed as .gz.",
        "Default: six for 6 nodes or if --nodes is not given, else random-regular:8."
      })
  private @Nullable String topology;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "100",
      description = "Number of messages. Default: ${DEFAULT-VALUE}.")
  private String messages = "";

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      defaultValue = "128",
      description = "Size of the payload of each message. Default: ${DEFAULT-VALUE}.")
  private String payload = "";

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "100ms",
      description = "Time between two messages; 0 for all at once. Default: ${DEFAULT-VALUE}.")
  private String interval = "";

  @Option(
      names = "--publishers",
      paramLabel = "random|N",
      defaultValue = "random",
      description =
          "Which nodes publish: N nodes chosen by the seed, in turn; or random, another node for"
              + " each message until every live node has published. Default: ${DEFAULT-VALUE}.")
  private String publishers = "";

  @Option(
      names = "--latency",
      paramLabel = "L",
      defaultValue = "uniform:10ms-100ms",
      description =
          "Time that each datagram takes: none, constant:50ms, uniform:10ms-100ms or"
              + " lognormal:50ms:0.5 (median and sigma). Default: ${DEFAULT-VALUE}.")
  private String latency = "";

  @Option(
      names = "--loss",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of the datagrams that are lost. Default: none.")
  private String loss = "";

  @Option(
      names = "--duplicate",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of the other datagrams that arrive twice, the second up to 100 ms later."
              + " Default: none.")
  private String duplicate = "";

  @Option(
      names = "--reorder",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of the other datagrams that arrive up to 100 ms late, so that later ones overtake"
              + " them. A latency that varies also reorders. Default: none.")
  private String reorder = "";

  @Option(
      names = "--down",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of the nodes that crash when all links are up, just before the first message, so"
              + " that their peers have not noticed yet. Default: none.")
  private String down = "";

  @Option(
      names = "--spies",
      paramLabel = "SHARE|supernode:N",
      defaultValue = "0",
      description =
          "Spies record where messages come from: a share of the nodes, which follow the protocol"
              + " but do not publish; or supernode:N, one extra node with N links to every other,"
              + " which relays nothing and is excluded from all other figures. The results contain"
              + " the precision and recall with which spies name the origins, with 95 %% confidence"
              + " intervals. Default: none.")
  private String spies = "";

  @Option(
      names = "--estimator",
      paramLabel = "E",
      description =
          "How spies guess the origin: first-spy, the peer that first revealed the message to a"
              + " spy; or reporting-centrality, the node at the centre of all peers that did. Add"
              + " :strict, :fair or :weak for ties: they count as no guess, as one of the nodes at"
              + " random, or as the origin if it is among them. Default: first-spy:fair.")
  private @Nullable String estimator;

  @Option(
      names = AttackChoice.OPTION,
      paramLabel = "SHARE:KIND",
      description =
          "Let a share of the nodes, chosen by the seed, attack the others, as in --attack"
              + " 0.2:spammer; docs/attacks.md describes all kinds. Attackers do not publish, crash"
              + " or spy, and every honest node keeps three honest peers or more. Links are secure"
              + " unless gossip.transport.udp.security is set. The results show which nodes"
              + " honest ones discouraged. Default: none.")
  private @Nullable String attack;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of all random choices: the same seed and options give the same run. Default: a new"
              + " seed, which is printed.")
  private @Nullable String seed;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "10m",
      description =
          "Limit of the run, in virtual time after the first message. A run ends earlier when no"
              + " work is left for any message. Default: ${DEFAULT-VALUE}.")
  private String limit = "";

  /**
   * Parses the options.
   *
   * @throws ConfigurationException if a value is invalid
   */
  SimulationPlan plan(ConditionOptions conditionOptions, @Nullable DiscoveryPlan discovery) {
    SimulationPlan.Network network = discovery == null ? linked() : discovered(discovery);
    NetworkConditions conditions = conditionOptions.conditions(network.nodes());
    int crashing = crashing(network.nodes());
    AttackChoice attacking = attack == null ? null : AttackChoice.parse(attack, network.nodes());
    int attackers = attacking == null ? 0 : attacking.nodes();
    int staying = network.nodes() - crashing - conditions.churnNodeCount() - attackers;
    if (staying < 1) {
      throw new ConfigurationException(
          (attackers == 0 ? "--down and --churn" : "--attack, --down and --churn")
              + " leave none of the "
              + network.nodes()
              + " nodes; use smaller shares");
    }
    SpyPlan spying = spying(network.nodes(), staying);
    return new SimulationPlan(
        seed == null ? new SecureRandom().nextInt(NEW_SEEDS) : seed(seed),
        network,
        conditions,
        spying,
        attacking,
        crashing,
        publishers(staying - spying.nodes()),
        parseInteger("--messages", messages, 1, MAX_MESSAGES),
        parseInteger("--payload", payload, 0, MAX_PAYLOAD_BYTES),
        interval(),
        time("--for", limit));
  }

  private SimulationPlan.Network linked() {
    String topologyText = topologyText();
    Topology parsed = parse("--topology", topologyText, Topologies::parse);
    return network(parsed.nodes().orElse(DEFAULT_NODES), null, topologyText, parsed);
  }

  private SimulationPlan.Network discovered(DiscoveryPlan discovery) {
    if (topology != null) {
      throw new ConfigurationException(
          "--discovery and --topology exclude each other: nodes that find each other have no given"
              + " links; remove one of them");
    }
    if (spies.startsWith(SUPERNODE)) {
      throw new ConfigurationException(
          "--discovery and --spies "
              + spies
              + " exclude each other: nodes would find the spy, too; use a share of the nodes");
    }
    return network(DEFAULT_NODES, discovery, DiscoveryPlan.NAME, Topologies.unlinked());
  }

  private SimulationPlan.Network network(
      int defaultNodes, @Nullable DiscoveryPlan discovery, String topologyText, Topology links) {
    return new SimulationPlan.Network(
        nodes == null ? defaultNodes : parseNodes(nodes),
        discovery,
        topologyText,
        links,
        latency,
        parse("--latency", latency, Latency::parse),
        share("--loss", loss),
        share("--duplicate", duplicate),
        share("--reorder", reorder));
  }

  private String topologyText() {
    if (topology != null) {
      return topology;
    }
    return nodes == null || parseNodes(nodes) == SIX_NODES ? SIX : "random-regular:8";
  }

  private static int parseNodes(String text) {
    return parseInteger("--nodes", text, 2, MAX_NODES);
  }

  private int crashing(int all) {
    int count = (int) Math.round(share("--down", down) * all);
    if (count >= all) {
      throw new ConfigurationException(
          "--down " + down + ": none of " + all + " nodes would be left; use a smaller share");
    }
    return count;
  }

  private SpyPlan spying(int all, int alive) {
    String estimatorText = estimator == null ? "first-spy" : estimator;
    Estimator.Factory factory = parse("--estimator", estimatorText, Estimator::parse);
    if (spies.startsWith(SUPERNODE)) {
      String text = spies.substring(SUPERNODE.length());
      int links = parseInteger("--spies " + SUPERNODE, text, 1, MAX_SUPERNODE_LINKS);
      return new SpyPlan(0, 0, links, estimatorText, factory);
    }
    double share =
        parse(
            "--spies",
            spies,
            text -> explained(SimulationOptions::share, text, ", or for example supernode:5"));
    int count = (int) Math.round(share * all);
    if (share > 0 && count == 0) {
      throw new ConfigurationException(
          "--spies " + spies + ": that is none of " + all + " nodes; use a larger share");
    }
    if (count >= alive) {
      throw new ConfigurationException(
          "--spies "
              + spies
              + ": no honest node would be left of the "
              + alive
              + " live nodes; use a smaller share");
    }
    if (share == 0 && estimator != null) {
      throw new ConfigurationException(
          "--estimator " + estimator + ": there are no spies; add for example --spies 0.2");
    }
    return new SpyPlan(share, count, 0, estimatorText, factory);
  }

  private int publishers(int alive) {
    if (publishers.equals("random")) {
      return alive;
    }
    return parse(
        "--publishers",
        publishers,
        text ->
            explained(
                Setting.integer("n", 1, 1, alive, "")::parse,
                text,
                ", the number of live nodes that do not spy or attack, or random"));
  }

  private Duration interval() {
    if (interval.matches("0+\\s*(ns|us|ms|s|m|h|d)?")) {
      return Duration.ZERO;
    }
    return parse(
        "--interval",
        interval,
        text ->
            explained(Setting.duration("time", "1s", "")::parse, text, ", or 0 for all at once"));
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          "--seed: '" + text + "' is not a whole number of at most 64 bits", e);
    }
  }

  static int parseInteger(String option, String text, int min, int max) {
    return parse(option, text, Setting.integer("n", min, min, max, "")::parse);
  }

  static double share(String option, String text) {
    return parse(option, text, SimulationOptions::share);
  }

  /** Parses a number from 0 to 1, or a percentage. */
  private static double share(String text) {
    String number = text.strip();
    if (number.endsWith("%")) {
      String percent = number.substring(0, number.length() - 1).strip();
      return explained(PERCENT::parse, percent, ", before the % sign") / 100;
    }
    return explained(SHARE::parse, text, ", or a percentage such as 20%");
  }

  static Duration time(String option, String text) {
    return parse(option, text, Setting.duration("time", "1s", "")::parse);
  }

  /** Parses a value; a failure also names the other forms that are allowed. */
  private static <T> T explained(Function<String, T> parser, String text, String otherForms) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + otherForms, e);
    }
  }

  static <T> T parse(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(option + ": " + e.getMessage(), e);
    }
  }
}
