package dev.gossip.simulation.plan;

import dev.gossip.core.config.PluginKind;
import dev.gossip.core.engine.runtime.IpPackets;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All options of a plan. To add one: declare it, add it to the list, and use its value. */
public final class PlanOptions {
  /** The maximum extra delay of a reordered or duplicated datagram; a guess. */
  public static final Duration MAX_LATENESS = Duration.ofMillis(100);

  /** How many nodes there are. */
  public static final PlanOption<Integer> NODES =
      OptionForms.integer(
          "nodes",
          "N",
          6,
          2,
          OptionForms.NODES,
          "Number of nodes. Default: that of the topology if it is six or a file, else 50.");

  /** Which nodes are linked. */
  public static final PlanOption<Topology> TOPOLOGY =
      new PlanOption<>(
          "topology",
          "T",
          "six",
          "Which nodes are linked: six, line, ring, star, tree:2, grid, complete, random-regular:8,"
              + " erdos-renyi:0.02, barabasi-albert:3, watts-strogatz:6:0.1, random-outbound:8,"
              + " reachable-outbound:8:1000 (8 links each to nodes among the first 1000), or"
              + " file:PATH. A file may be GEXF, GraphML, Matrix Market or a list of links (two"
              + " names per line), optionally compressed as .gz.\n"
              + "Default: six for 6 nodes or if --nodes is not given, else random-regular:8.",
          Topologies::parse,
          value -> ObjectTexts.of(value, Topologies::parse));

  /** How many messages are published. */
  public static final PlanOption<Integer> MESSAGES =
      OptionForms.integer(
          "messages", "N", 100, 1, OptionForms.MESSAGES, "Number of messages. Default: 100.");

  /** The size of the payload of each message, in bytes. */
  public static final PlanOption<Integer> PAYLOAD =
      OptionForms.integer(
          "payload",
          "BYTES",
          128,
          0,
          OptionForms.PAYLOAD_BYTES,
          "Size of the payload of each message. Default: 128.");

  /** The time between two messages; zero for all at once. */
  public static final PlanOption<Duration> INTERVAL =
      new PlanOption<>(
          "interval",
          "TIME",
          "100ms",
          "Time between two messages; 0 for all at once. Default: 100ms.",
          text -> OptionTexts.explained(OptionTexts::timeOrZero, text, ", or 0 for all at once"),
          OptionTexts::time);

  /** How many nodes publish, in turn; empty for all that may. */
  public static final PlanOption<OptionalInt> PUBLISHERS =
      new PlanOption<>(
          "publishers",
          "random|N",
          OptionForms.RANDOM,
          "Which nodes publish: N nodes chosen by the seed, in turn; or random, another node for"
              + " each message until every live node has published. Default: random.",
          OptionForms::publishers,
          count -> count.isPresent() ? Integer.toString(count.getAsInt()) : OptionForms.RANDOM);

  /** The latency of datagrams. */
  public static final PlanOption<Latency> LATENCY =
      new PlanOption<>(
          "latency",
          "L",
          "uniform:10ms-100ms",
          "Time that each datagram takes: none, constant:50ms, uniform:10ms-100ms or"
              + " lognormal:50ms:0.5 (median and sigma). By where nodes are: matrix:aws,"
              + " matrix:bitcoin or matrix:FILE (regions), geo or geo:FILE (places on Earth), and"
              + " topology or topology:NAME (milliseconds in the topology file, named latency or"
              + " NAME); docs/simulation.md describes them. Default: uniform:10ms-100ms.",
          Latency::parse,
          value -> ObjectTexts.of(value, Latency::parse));

  /** The share of the datagrams that are lost. */
  public static final PlanOption<Double> LOSS =
      OptionForms.share("loss", "Share of the datagrams that are lost. Default: none.");

  /** The share of the other datagrams that arrive twice. */
  public static final PlanOption<Double> DUPLICATE =
      OptionForms.share(
          "duplicate",
          "Share of the other datagrams that arrive twice, the second up to 100 ms later. Default:"
              + " none.");

  /** The share of the other datagrams that arrive late. */
  public static final PlanOption<Double> REORDER =
      OptionForms.share(
          "reorder",
          "Share of the other datagrams that arrive up to 100 ms late, so that later ones overtake"
              + " them. A latency that varies also reorders. Default: none.");

  /** The share of the nodes that crash before the first message. */
  public static final PlanOption<Double> DOWN =
      OptionForms.share(
          "down",
          "Share of the nodes that crash when all links are up, just before the first message, so"
              + " that their peers have not noticed yet. Default: none.");

  /** Which nodes spy. */
  public static final PlanOption<SpyChoice> SPIES =
      new PlanOption<>(
          "spies",
          "SHARE|supernode:N",
          "0",
          "Spies record where messages come from: a share of the nodes, which follow the protocol"
              + " but do not publish; or supernode:N, one extra node with N links to every other,"
              + " which relays nothing and is excluded from all other figures. The results contain"
              + " the precision and recall with which spies name the origins, with 95 % confidence"
              + " intervals. Default: none.",
          SpyChoice::parse,
          SpyChoice::toString);

  /** How spies guess origins. */
  public static final PlanOption<EstimatorChoice> ESTIMATOR =
      new PlanOption<>(
          "estimator",
          "E",
          "first-spy",
          "How spies guess the origin: first-spy, the peer that first revealed the message to a"
              + " spy; or reporting-centrality, the node at the centre of all peers that did. Add"
              + " :strict, :fair or :weak for ties: they count as no guess, as one of the nodes at"
              + " random, or as the origin if it is among them. Default: first-spy:fair.",
          EstimatorChoice::parse,
          EstimatorChoice::toString);

  /** When a run ends. */
  public static final PlanOption<RunEnd> STOP =
      new PlanOption<>(
          "stop",
          "WHEN",
          "quiet",
          "When a run ends: quiet, when no work is left for any message; or first-report, when a spy"
              + " has heard of every message, which is all that the estimator first-spy uses."
              + " Coverage and latency are those until then. Default: quiet.",
          RunEnd::parse,
          RunEnd::toString);

  /** Which nodes attack, and how; empty if none does. */
  public static final PlanOption<Optional<AttackChoice>> ATTACK =
      new PlanOption<>(
          "attack",
          "SHARE:KIND",
          OptionTexts.NONE,
          "Let a share of the nodes, chosen by the seed, attack the others, as in --attack"
              + " 0.2:spammer; docs/attacks.md describes all kinds. Attackers do not publish, crash"
              + " or spy, and every honest node keeps three honest peers or more. Links are secure"
              + " unless gossip.transport.udp.security is set. The results show which nodes"
              + " honest ones discouraged. Default: none.",
          AttackChoice::parse,
          value -> value.map(AttackChoice::toString).orElse(OptionTexts.NONE));

  /** The seed of all random choices. */
  public static final PlanOption<Long> SEED =
      new PlanOption<>(
          "seed",
          "N",
          "1",
          "Seed of all random choices: the same seed and options give the same run. Default: a new"
              + " seed, which is printed.",
          OptionForms::seed,
          value -> Long.toString(value));

  /** The limit of a run, in virtual time after the first message. */
  public static final PlanOption<Duration> FOR =
      new PlanOption<>(
          "for",
          "TIME",
          "10m",
          "Limit of the run, in virtual time after the first message. A run ends earlier when no"
              + " work is left for any message. Default: 10m.",
          OptionTexts::time,
          OptionTexts::time);

  /** With a discovery, all nodes but the first start at random times within it. */
  public static final PlanOption<Duration> START_WINDOW =
      OptionForms.time(
          "start-window",
          "With --discovery, all nodes but the first start at random times within this, as in"
              + " --start-window 30s. Default: all at once.");

  /** The bandwidth of links. */
  public static final PlanOption<Bandwidth> BANDWIDTH =
      new PlanOption<>(
          "bandwidth",
          "BYTES[:QUEUE]",
          OptionTexts.NONE,
          "Bytes per second that each direction of each link carries, and bytes that may wait for"
              + " it; what exceeds the queue is lost. As in --bandwidth 125kB:32kB. Default: no"
              + " limit; if there is one, a queue of 64 kB.",
          Bandwidth::parse,
          Bandwidth::toString);

  /** The largest IP packet that interfaces take, in bytes. */
  public static final PlanOption<Integer> INTERFACE_MTU =
      OptionForms.integer(
          "interface-mtu",
          "BYTES",
          IpPackets.DEFAULT_MTU,
          IpPackets.MIN_MTU,
          IpPackets.MAX_MTU,
          "The largest IP packet that the interfaces of all nodes take, with IP and UDP headers, as"
              + " in --interface-mtu 9000. The nodes know it, and send larger datagrams once"
              + " probes have arrived. Default: 1500.");

  /** The largest datagram that arrives, in bytes; {@code Integer.MAX_VALUE} for no limit. */
  public static final PlanOption<Integer> MTU =
      new PlanOption<>(
          "mtu",
          "BYTES",
          OptionTexts.NONE,
          "The largest UDP payload that arrives, without IP and UDP headers, as in --mtu 1200."
              + " The nodes do not know it. Default: all that interfaces take.",
          text ->
              text.strip().equals(OptionTexts.NONE)
                  ? Integer.MAX_VALUE
                  : OptionTexts.integer(text, 1, OptionForms.DATAGRAM_BYTES),
          value -> value == Integer.MAX_VALUE ? OptionTexts.NONE : Integer.toString(value));

  /** Which nodes are cut off, and when. */
  public static final PlanOption<PartitionPlan> PARTITION =
      new PlanOption<>(
          "partition",
          "SHARE:FROM-TO",
          OptionTexts.NONE,
          "Cut off a share of the nodes, chosen by the seed, from all others. Both times count from"
              + " the first message, as in --partition 0.5:5s-20s. Default: none.",
          PartitionPlan::parse,
          PartitionPlan::toString);

  /** Which nodes crash and restart repeatedly. */
  public static final PlanOption<ChurnPlan> CHURN =
      new PlanOption<>(
          "churn",
          "SHARE:UP:DOWN",
          OptionTexts.NONE,
          "Let a share of the nodes repeatedly crash and restart with empty memory, from the first"
              + " message on. UP and DOWN are mean times, as in --churn 0.2:60s:5s. These nodes do"
              + " not publish. Default: none.",
          ChurnPlan::parse,
          ChurnPlan::toString);

  /** By how many parts per million clocks run fast or slow at most. */
  public static final PlanOption<Integer> CLOCK_DRIFT =
      OptionForms.integer(
          "clock-drift",
          "PPM",
          0,
          0,
          OptionForms.DRIFT_PPM,
          "Each node's clocks run fast or slow by up to this many parts per million, chosen by the"
              + " seed. A quartz clock has about 100, as in --clock-drift 100. Default: none.");

  /** By how much wall clocks are wrong at most. */
  public static final PlanOption<Duration> CLOCK_OFFSET =
      OptionForms.time(
          "clock-offset",
          "Each node's wall clock is ahead or behind by up to this, chosen by the seed, as in"
              + " --clock-offset 5s. Default: none.");

  /** A HOCON file with settings of the nodes. */
  public static final PlanOption<String> CONFIG =
      OptionForms.text("config", "FILE", "", "Read the configuration from a HOCON file.");

  /** The relay strategy. */
  public static final PlanOption<String> RELAY =
      OptionForms.plugin(PluginKind.RELAY, "ID", "Relay strategy, such as flooding.");

  /** The spam controls. */
  public static final PlanOption<String> SPAM =
      OptionForms.plugin(
          PluginKind.SPAM,
          "ID[,ID]",
          "Spam controls, such as none or rate-limit; all of them must agree.");

  /** The sources of addresses; with {@code bootstrap} the nodes find each other. */
  public static final PlanOption<String> DISCOVERY =
      OptionForms.plugin(
          PluginKind.DISCOVERY,
          "ID[,ID]",
          "Sources of addresses of other nodes; bootstrap is the only one in a simulation, and lets"
              + " the nodes find each other. Default: none.");

  /** Which links a node keeps. */
  public static final PlanOption<String> MEMBERSHIP =
      OptionForms.plugin(
          PluginKind.MEMBERSHIP,
          "ID",
          "Which links a node keeps: outbound (the default with a discovery) or configured.");

  /** How messages are signed. */
  public static final PlanOption<String> SIGNING =
      OptionForms.plugin(
          PluginKind.SIGNING, "ID", "Message signing. Default: none for simulated nodes.");

  private static final List<PlanOption<?>> NETWORK =
      List.of(
          NODES,
          TOPOLOGY,
          MESSAGES,
          PAYLOAD,
          INTERVAL,
          PUBLISHERS,
          LATENCY,
          LOSS,
          DUPLICATE,
          REORDER,
          DOWN,
          SPIES,
          ESTIMATOR,
          STOP,
          ATTACK,
          SEED,
          FOR,
          START_WINDOW,
          BANDWIDTH,
          INTERFACE_MTU,
          MTU,
          PARTITION,
          CHURN,
          CLOCK_DRIFT,
          CLOCK_OFFSET);

  private static final List<PlanOption<?>> COMPOSITION =
      List.of(CONFIG, RELAY, SPAM, DISCOVERY, MEMBERSHIP, SIGNING);

  private static final List<PlanOption<?>> ALL =
      Stream.of(NETWORK, COMPOSITION).<PlanOption<?>>flatMap(List::stream).toList();

  private PlanOptions() {}

  /** All options, in the order in which they are listed to people. */
  public static List<PlanOption<?>> all() {
    return ALL;
  }

  /** The options of the network, its faults and its messages: those that other commands lack. */
  public static List<PlanOption<?>> ofNetworks() {
    return NETWORK;
  }

  /** The options that choose plugins and settings of the nodes, in all commands that start some. */
  public static List<PlanOption<?>> ofNodes() {
    return COMPOSITION;
  }

  /** The option with a name, without dashes. */
  public static Optional<PlanOption<?>> find(String name) {
    return ALL.stream().filter(option -> option.name().equals(name)).findFirst();
  }

  /** The key of the setting that an option sets; null if it is not about a setting. */
  static @Nullable String settingOf(PlanOption<?> option) {
    return COMPOSITION.contains(option) && option != CONFIG
        ? "gossip." + option.name() + ".use"
        : null;
  }
}
