package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.simulation.wire.NatMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that are encrypted, in virtual time: handshakes, restarts and changed addresses. */
class SecureLinksTest {
  private static final Duration ONE_WAY = Duration.ofMillis(50);
  private static final Duration ROUND_TRIP = ONE_WAY.multipliedBy(2);

  /** Up to three calculations of a handshake, each of which takes up to 1 ms in a simulation. */
  private static final Duration CALCULATIONS = Duration.ofMillis(3);

  private static final Duration PAUSE = Duration.ofMillis(20);

  private record Noted(Duration at, int node, NodeEvent event) {}

  private final List<Noted> noted = new ArrayList<>();
  private @Nullable SimulatedNetwork running;

  private Simulation pair(String transport) {
    return Simulation.seeded(11)
        .nodes(2)
        .topology(Topologies.line())
        .latency(Latency.constant(ONE_WAY))
        .set("gossip.transport." + transport + ".security", "noise")
        // The same on machines without instructions for AES.
        .set("gossip.transport." + transport + ".cipher", "aes")
        .set("gossip.data-dir", "kept over restarts")
        .events((event, node) -> noted.add(new Noted(now(), node, event)));
  }

  private Duration now() {
    return running == null ? Duration.ZERO : running.now();
  }

  private SimulatedNetwork started(Simulation simulation) {
    SimulatedNetwork network = simulation.start();
    running = network;
    return network;
  }

  private SimulatedNetwork linked() {
    SimulatedNetwork network = started(pair("udp"));
    network.awaitLinks(Duration.ofSeconds(2));
    noted.clear();
    return network;
  }

  private List<Noted> notedAt(int node, Class<? extends NodeEvent> type) {
    return noted.stream().filter(is -> is.node() == node && type.isInstance(is.event())).toList();
  }

  @Test
  void linkIsUpAfterTwoRoundTripsAtTheDialer() {
    List<Duration> ups = new ArrayList<>();
    SimulatedNetwork network =
        started(
            pair("observed")
                .with(
                    new ObservedUdp(
                        (context, event) -> {
                          if (event.equals("up")) {
                            ups.add(now());
                          }
                        })));
    network.runFor(Duration.ofSeconds(2));

    assertThat(ups).hasSize(2);
    assertAfter(ups.get(0), ROUND_TRIP.multipliedBy(2));
    assertAfter(ups.get(1), ROUND_TRIP.multipliedBy(2).plus(ONE_WAY));
  }

  @Test
  void peersAgreeHalfARoundTripAfterThatEach() {
    SimulatedNetwork network = started(pair("udp"));
    network.runFor(Duration.ofSeconds(2));

    List<Noted> ups = noted.stream().filter(is -> is.event() instanceof NodeEvent.PeerUp).toList();
    assertThat(ups).hasSize(2);
    Duration first = ups.get(0).at();
    Duration second = ups.get(1).at();
    // The acceptor has the dialer's HELLO with the end of the handshake, half a round trip earlier.
    assertThat(first).isLessThanOrEqualTo(ROUND_TRIP.multipliedBy(3).plus(CALCULATIONS));
    assertThat(second)
        .isLessThanOrEqualTo(ROUND_TRIP.multipliedBy(3).plus(ONE_WAY).plus(CALCULATIONS));
  }

  private static void assertAfter(Duration time, Duration expected) {
    assertThat(time).isBetween(expected, expected.plus(CALCULATIONS));
  }

  @Test
  void restartedNodeReplacesItsOldSessionAfterItsFinish() {
    SimulatedNetwork network = linked();
    SimulatedNode dialer = network.node(network.edges().get(0).dialer());
    PeerId id = dialer.id();
    dialer.crash();
    dialer.restart();
    Duration restarted = network.now();
    network.runFor(Duration.ofSeconds(5));

    assertThat(dialer.id()).isEqualTo(id);
    int acceptor = 1 - dialer.index();
    List<Noted> downs = notedAt(acceptor, NodeEvent.PeerDown.class);
    assertThat(downs).hasSize(1);
    assertAfter(downs.get(0).at().minus(restarted), ROUND_TRIP.multipliedBy(2).plus(ONE_WAY));
    assertThat(notedAt(acceptor, NodeEvent.PeerUp.class)).hasSize(1);
    assertThat(network.isLinked()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void linkSurvivesANatRebindingAndLosesAtMostASecond(int behindNat) {
    SimulatedNetwork network = linked();
    List<MessageId> published = new ArrayList<>();
    List<Duration> changes = List.of(Duration.ofSeconds(5), Duration.ofSeconds(12));
    List<NatMapping> mappings = new ArrayList<>();
    Duration start = network.now();
    for (Duration change : changes) {
      // First another address and port, and then only another port.
      network.after(change, () -> mappings.add(network.faults().rebindNat(behindNat)));
    }
    for (int i = 0; i < 1_000; i++) {
      published.add(network.node(i % 2).publish("message " + i));
      network.runFor(PAUSE);
    }
    network.runFor(Duration.ofSeconds(10));

    assertThat(notedAt(0, NodeEvent.PeerDown.class)).isEmpty();
    assertThat(notedAt(1, NodeEvent.PeerDown.class)).isEmpty();
    assertThat(network.isLinked()).isTrue();
    for (int i = 0; i < mappings.size(); i++) {
      assertThat(mappings.get(i).translated()).as("datagrams that the NAT changed").isPositive();
      Duration change = start.plus(changes.get(i));
      assertThat(network.coverage(published.get(0))).isEqualTo(1);
      assertThat(lostAfter(network, published, change))
          .as("messages lost more than a second after the NAT forgot its mapping")
          .isEmpty();
    }
    assertThat(network.record().lost()).containsOnlyKeys("nat-unmapped");
    long blocked = mappings.stream().mapToLong(NatMapping::blocked).sum();
    assertThat(network.record().lost().get("nat-unmapped")).isEqualTo(blocked).isPositive();
  }

  /** The messages of the five seconds after a change that were lost, without the first second. */
  private static List<MessageId> lostAfter(
      SimulatedNetwork network, List<MessageId> published, Duration change) {
    Duration from = change.plusSeconds(1);
    return published.stream()
        .filter(
            id -> {
              long at = network.record().message(id).orElseThrow().publishedNanos();
              return at >= from.toNanos() && at < from.plusSeconds(5).toNanos();
            })
        .filter(id -> network.coverage(id) < 1)
        .toList();
  }

  @Test
  void idleLinkSurvivesThatANatForgetsItsMapping() {
    SimulatedNetwork network = linked();
    network.faults().rebindNat(1);
    network.runFor(Duration.ofSeconds(30));

    assertThat(notedAt(0, NodeEvent.PeerDown.class)).isEmpty();
    assertThat(notedAt(1, NodeEvent.PeerDown.class)).isEmpty();
    MessageId id = network.node(0).publish("to the new address");
    network.runFor(Duration.ofSeconds(1));
    assertThat(network.coverage(id)).isEqualTo(1);
  }

  @Test
  void plainLinkComesBackAfterANatForgotItsMapping() {
    SimulatedNetwork network = started(pair("udp").set("gossip.transport.udp.security", "none"));
    network.awaitLinks(Duration.ofSeconds(2));
    // Only from behind a NAT can the link come up again.
    NatMapping mapping = network.faults().rebindNat(network.edges().get(0).dialer());
    network.runFor(Duration.ofMinutes(2));

    assertThat(notedAt(0, NodeEvent.PeerDown.class)).isNotEmpty();
    assertThat(mapping.translated()).isPositive();
    assertThat(network.isLinked()).isTrue();
  }

  @Test
  void simulationsHavePlainLinksUnlessTheySetSomethingElse() {
    String security = "gossip.transport.udp.security";

    assertThat(Simulation.seeded(1).nodes(2).start().config().configured())
        .containsEntry(security, "none");
    assertThat(pair("udp").start().config().configured()).containsEntry(security, "noise");
  }

  @Test
  void transportsOfOthersKeepTheirSecurity() {
    Simulation simulation =
        Simulation.seeded(1).nodes(2).with(new ObservedUdp((context, event) -> {}));

    assertThat(simulation.start().config().configured())
        .doesNotContainKey("gossip.transport.observed.security");
  }

  @Test
  void clearingTheFaultsGivesNodesTheirOwnAddressesAgain() {
    SimulatedNetwork network = linked();
    network.faults().rebindNat(1);
    network.runFor(Duration.ofSeconds(10));
    network.faults().heal();
    network.runFor(Duration.ofSeconds(10));

    assertThat(notedAt(1, NodeEvent.PeerDown.class)).isEmpty();
    MessageId id = network.node(0).publish("to its own address");
    network.runFor(Duration.ofSeconds(1));
    assertThat(network.coverage(id)).isEqualTo(1);
  }
}
