package dev.gossip.simulation.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.core.builtin.FloodingPlugin;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkPlanTest {
  /** A value of each option that differs from its default, in the form in which it is printed. */
  private static final Map<String, String> TEXTS = texts();

  @TempDir private Path folder = Path.of("");

  private static Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    texts.put("nodes", "40");
    texts.put("topology", "random-regular:6");
    texts.put("messages", "7");
    texts.put("payload", "1000");
    texts.put("interval", "0");
    texts.put("publishers", "3");
    texts.put("latency", "lognormal:50ms:0.5");
    texts.put("loss", "0.05");
    texts.put("duplicate", "0.1");
    texts.put("reorder", "0.2");
    texts.put("down", "0.1");
    texts.put("spies", "supernode:2");
    texts.put("estimator", "first-spy:weak");
    texts.put("attack", "0.1:spammer");
    texts.put("seed", "-5");
    texts.put("for", "90s");
    texts.put("start-window", "30s");
    texts.put("bandwidth", "125000:32000");
    texts.put("interface-mtu", "9000");
    texts.put("mtu", "1200");
    texts.put("partition", "0.5:0-1500ms");
    texts.put("churn", "0.2:1m:5s");
    texts.put("clock-drift", "100");
    texts.put("clock-offset", "5s");
    texts.put("config", "some.conf");
    texts.put("relay", "dandelion");
    texts.put("spam", "reputation,rate-limit");
    texts.put("discovery", "bootstrap");
    texts.put("membership", "outbound");
    texts.put("stop", "first-report");
    texts.put("signing", "ed25519");
    return texts;
  }

  static Stream<PlanOption<?>> options() {
    return PlanOptions.all().stream();
  }

  @ParameterizedTest
  @MethodSource("options")
  <T> void optionReadsWhatItPrints(PlanOption<T> option) {
    assertThat(TEXTS).containsKey(option.name());
    String text = Objects.requireNonNull(TEXTS.get(option.name()));

    T value = option.parse(text);
    assertThat(option.exactText(value)).contains(text);
    assertThat(option.text(option.parse(option.text(value)))).isEqualTo(text);
    assertThat(option.exactText(option.defaultValue())).isPresent().get().isNotEqualTo(text);
    assertThat(option.text(option.parse(option.text(option.defaultValue()))))
        .isEqualTo(option.text(option.defaultValue()));
    assertThat(option.description()).endsWith(".");
    assertThat(option.placeholder()).isNotEmpty();
    assertThat(PlanOptions.find(option.name())).contains(option);
  }

  @Test
  void planReadsWhatItPrints() throws IOException {
    Path conf = Files.writeString(folder.resolve("a file.conf"), "gossip.lifetime = 1m\n");
    Map<String, String> texts = new TreeMap<>(TEXTS);
    texts.remove("discovery");
    texts.remove("start-window");
    NetworkPlan.Builder builder = NetworkPlan.builder();
    texts.forEach((name, text) -> builder.set(name, name.equals("config") ? "" + conf : text));
    NetworkPlan plan = builder.set("gossip.network", "a \"good\" \\ name").build();

    NetworkPlan same = NetworkPlan.parse(plan.toString());

    assertThat(same).isEqualTo(plan).hasSameHashCodeAs(plan).hasToString(plan.toString());
    assertThat(plan.hasCode()).isFalse();
    assertThat(same.settings())
        .containsEntry("gossip.network", "a \"good\" \\ name")
        .containsEntry("gossip.relay.use", "dandelion");
    assertThat(same.get(PlanOptions.RELAY)).isEqualTo("dandelion");
    assertThat(same.get(PlanOptions.CONFIG)).isEqualTo(conf.toString());
    assertThat(same.toBuilder().loss(0.5).build()).isNotEqualTo(plan);
  }

  @Test
  void planInCodeEqualsThePlanInText() {
    NetworkPlan plan =
        NetworkPlan.seeded(9)
            .nodes(30)
            .topology(Topologies.wattsStrogatz(6, 0.1))
            .latency(Latency.uniform(Duration.ofNanos(500_000), Duration.ofSeconds(2)))
            .loss(0.25)
            .bandwidth(5_000, 600)
            .mtu(1_000)
            .relay("flooding")
            .attack(0.1, AttackKind.FORGER)
            .messages(3)
            .payload(64)
            .interval(Duration.ofMillis(20))
            .set("gossip.lifetime", "1m")
            .build();

    assertThat(plan)
        .hasToString(
            "nodes=30 topology=watts-strogatz:6:0.1 messages=3 payload=64 interval=20ms"
                + " latency=uniform:500us-2s loss=0.25 attack=0.1:forger seed=9"
                + " bandwidth=5000:600 mtu=1000 relay=flooding gossip.lifetime=1m")
        .isEqualTo(NetworkPlan.parse(plan.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "six",
        "line",
        "ring",
        "star",
        "tree:2",
        "grid",
        "complete",
        "random-regular:8",
        "erdos-renyi:0.02",
        "barabasi-albert:3",
        "watts-strogatz:6:0.1",
        "random-outbound:8"
      })
  void topologyOfCodeHasItsText(String text) {
    assertThat(PlanOptions.TOPOLOGY.exactText(Topologies.parse(text))).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "constant:1s", "uniform:10ms-100ms", "lognormal:1500us:0.5"})
  void latencyOfCodeHasItsText(String text) {
    assertThat(PlanOptions.LATENCY.exactText(Latency.parse(text))).contains(text);
  }

  @Test
  void networkWithoutNodesIsRejected() {
    for (int nodes : new int[] {0, -1}) {
      assertThatThrownBy(() -> NetworkPlan.seeded(1).nodes(nodes).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a network needs at least one node, not " + nodes);
    }
  }

  @Test
  void discoveryWithoutBootstrapNodeIsRejected() {
    assertThatThrownBy(() -> NetworkPlan.seeded(1).discovery(0, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "discovery needs a bootstrap node and a start window of zero or more, not 0 and 0s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"100000000000GB", "36893488147.419105GB", "0.5", "0"})
  void numberOfBytesThatDoesNotFitIsRejected(String text) {
    assertThatThrownBy(() -> PlanOptions.BANDWIDTH.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a number of bytes; write for example 125000");
  }

  @Test
  void valueThatOnlyCodeCanMakeHasNoText() {
    List<Edge> links = List.of(new Edge(0, 1));
    assertThat(PlanOptions.TOPOLOGY.exactText(Topologies.of("ring", links))).isEmpty();
    assertThat(PlanOptions.LATENCY.exactText((from, to, random) -> 5)).isEmpty();
    assertThat(PlanOptions.LATENCY.exactText(Latency.constant(Duration.ofNanos(1)))).isEmpty();

    NetworkPlan plan =
        NetworkPlan.builder()
            .with(new FloodingPlugin())
            .hostile(node -> node == 1, variant -> variant.set("gossip.lifetime", "5m"))
            .build();
    assertThat(plan.hasCode()).isTrue();
    assertThat(plan.toString())
        .contains("(plugin relay.flooding, hostile nodes: gossip.lifetime=5m)");
    assertThat(plan.isHostile(1)).isTrue();
    assertThat(plan.isHostile(2)).isFalse();
  }

  @Test
  void valueOutsideTheLimitsOfTextsHasNoText() {
    NetworkPlan plan = NetworkPlan.seeded(1).payload(-1).build();

    assertThat(PlanOptions.PAYLOAD.exactText(-1)).isEmpty();
    assertThat(plan.hasCode()).isTrue();
    assertThat(plan.toString()).contains("payload=<-1>");
  }

  @Test
  void planIsNotChangedByItsBuilderOrItsVariants() {
    Variant[] kept = new Variant[1];
    NetworkPlan.Builder builder = NetworkPlan.builder().variant(node -> true, v -> kept[0] = v);
    NetworkPlan plan = builder.build();

    builder.loss(0.5).set("gossip.lifetime", "1m");
    kept[0].set("gossip.lifetime", "1m");

    assertThat(plan.get(PlanOptions.LOSS)).isZero();
    assertThat(plan.settings()).isEmpty();
    assertThat(plan.groups().get(0).variant().settings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 6, six",
    "nodes=6, 6, six",
    "nodes=7, 7, complete",
    "nodes=20, 20, random-regular:8",
    "topology=ring, 50, ring",
    "topology=six, 6, six",
    "discovery=bootstrap, 50, discovery",
    "nodes=9 discovery, 9, discovery"
  })
  void sizeAndTopologyFollowFromEachOther(String text, int nodes, String topology) {
    NetworkPlan plan = NetworkPlan.parse(text.replace(" discovery", " discovery=bootstrap"));

    assertThat(plan.nodes()).isEqualTo(nodes).isEqualTo(plan.get(PlanOptions.NODES));
    assertThat(plan.text(PlanOptions.TOPOLOGY)).isEqualTo(topology);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "loss=2 | loss: '2' is not a number from 0.0 to 1.0, or a percentage such as 20%",
        "colour=red | there is no option 'colour'; use nodes, topology,",
        "loss | plan: 'loss' has no name and value; write NAME=VALUE, as in loss=0.05",
        "loss=\"0.5 | does not end; add \"",
        "gossip..x=1 | plan: 'gossip..x' is not a key; write it in full",
        "discovery=bootstrap topology=ring | discovery and topology exclude each other",
        "start-window=5s | start-window=5s: nodes start at once without discovery; add it",
        "down=0.95 | down=0.95: none of 6 nodes would be left; use a smaller share",
        "churn=0.5:5s:5s down=0.5 | down and churn leave none of the 6 nodes; use smaller shares",
        "spies=supernode:0 | spies=supernode:: '0' is not a whole number from 1 to 100",
        "estimator=first-spy | estimator=first-spy: there are no spies; add for example spies=0.2",
        "partition=0.5:9s-5s | partition=0.5:9s-5s: it must end after it begins; write the earlier",
        "attack=0.01:sybil | attack=0.01:sybil: that is none of 6 nodes; use a larger share",
        "publishers=5 down=0.3 | '5' is not a whole number from 1 to 4, the number of live nodes"
      })
  void errorNamesOptionAndRemedy(String text, String message) {
    assertThatThrownBy(() -> NetworkPlan.parse(text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void errorsOfACommandWriteOptionsAsTheCommandDoes() {
    NetworkPlan.Builder builder = NetworkPlan.builder().names(OptionNames.COMMAND);

    assertThatThrownBy(() -> builder.set("loss", "2")).hasMessageStartingWith("--loss: '2'");
    assertThatThrownBy(() -> builder.set("down", "0.95").build())
        .hasMessageStartingWith("--down 0.95: none of 6 nodes");
    NetworkPlan unknown =
        NetworkPlan.builder().names(OptionNames.COMMAND).set("relay", "telepathy").build();
    assertThatThrownBy(() -> Simulation.of(unknown).check())
        .hasMessageStartingWith("--relay: ")
        .hasMessageContaining("'relay.telepathy'");
  }

  @Test
  void presetsArePlansThatCanBeRefined() {
    NetworkPlan lan = NetworkPlan.lan().nodes(10).build();
    NetworkPlan internet = NetworkPlan.internet().loss(0).build();

    assertThat(NetworkPlan.parse("nodes=10 " + PlanPresets.LAN)).isEqualTo(lan);
    assertThat(lan.get(PlanOptions.BANDWIDTH)).isEqualTo(new Bandwidth(125_000_000, 1_000_000));
    assertThat(lan.get(PlanOptions.LOSS)).isZero();
    assertThat(internet.get(PlanOptions.LOSS)).isZero();
    assertThat(internet.get(PlanOptions.MTU)).isEqualTo(1_400);
    assertThat(hashAfterAMessage(Simulation.of(lan)))
        .isNotEqualTo(hashAfterAMessage(Simulation.of(internet)));
  }

  @Test
  void countsFollowFromSharesAndSize() {
    NetworkPlan plan =
        NetworkPlan.parse(
            "nodes=40 down=10% churn=0.2:1m:5s partition=0.5:1s-2s attack=0.1:sybil spies=0.05");

    assertThat(plan.counts()).isEqualTo(new PlanCounts(4, 8, 20, 4, 2, 22));
  }

  @Test
  void everyEstimatorOfAPlanExists() {
    for (String name : EstimatorChoice.NAMES) {
      for (String ties : EstimatorChoice.TIES) {
        String text = new EstimatorChoice(name, ties).toString();
        assertThat(Estimator.parse(text).create(2, List.of(new Edge(0, 1))).name()).isEqualTo(text);
      }
    }
  }

  @Test
  void simulationOfAPlanIsThatOfItsBuilder() {
    NetworkPlan plan =
        NetworkPlan.parse(
            "nodes=20 topology=random-regular:4 latency=constant:20ms loss=0.1 seed=3"
                + " gossip.lifetime=1m");
    Simulation built =
        Simulation.seeded(3)
            .nodes(20)
            .topology(Topologies.randomRegular(4))
            .latency(Latency.constant(Duration.ofMillis(20)))
            .loss(0.1)
            .set("gossip.lifetime", "1m");

    assertThat(built.plan()).isEqualTo(plan);
    assertThat(hashAfterAMessage(Simulation.of(plan))).isEqualTo(hashAfterAMessage(built));
    assertThat(hashAfterAMessage(Simulation.of(plan.toBuilder().seed(4).build())))
        .isNotEqualTo(hashAfterAMessage(built));
  }

  @Test
  void attackOfAPlanIsOverSecureLinksUnlessItSaysOtherwise() {
    String attacked = "nodes=20 topology=random-regular:8 attack=0.2:sybil";
    String security = "gossip.transport.udp.security";

    assertThat(Simulation.of(NetworkPlan.parse(attacked)).check().configured())
        .containsEntry(security, "noise");
    assertThat(
            Simulation.of(NetworkPlan.parse(attacked + " " + security + "=none"))
                .check()
                .configured())
        .containsEntry(security, "none");
    NetworkPlan asSet =
        NetworkPlan.builder().nodes(20).attack(0.2, AttackKind.SYBIL).attackedAsSet().build();
    assertThat(Simulation.of(asSet).check().configured()).containsEntry(security, "none");
    assertThat(Simulation.of(asSet).attackers()).hasSize(4);
    assertThat(asSet.get(PlanOptions.ATTACK)).isEqualTo(Optional.of(attackOfAFifth()));
  }

  private static AttackChoice attackOfAFifth() {
    return new AttackChoice(0.2, AttackKind.SYBIL);
  }

  private static String hashAfterAMessage(Simulation simulation) {
    SimulatedNetwork network = simulation.start();
    network.runFor(Duration.ofSeconds(2));
    network.node(0).publish("hello");
    network.runFor(Duration.ofSeconds(5));
    return network.record().traceHash();
  }
}
