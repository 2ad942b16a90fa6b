package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.simulation.topology.Topologies;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** What the wire carries, and what the transport knows of it. */
class PathMtuTest {
  private final List<TransportContext> contexts = new ArrayList<>();

  private SimulatedNetwork linked(Simulation simulation) {
    SimulatedNetwork network =
        simulation
            .nodes(2)
            .topology(Topologies.line())
            .with(
                new ObservedUdp(
                    (context, event) -> {
                      if (!contexts.contains(context)) {
                        contexts.add(context);
                      }
                    }))
            .start();
    network.awaitLinks(Duration.ofSeconds(5));
    return network;
  }

  private TransportContext context() {
    return contexts.get(0);
  }

  /** Sends a datagram of each size to the other node; returns how many the wire has lost so far. */
  private long lost(SimulatedNetwork network, int... sizes) {
    PeerAddress other =
        network.nodes().stream()
            .filter(node -> !node.id().equals(context().self()))
            .findFirst()
            .orElseThrow()
            .address();
    for (int size : sizes) {
      context().transmit(other, ByteBuffer.allocate(size));
    }
    network.runFor(Duration.ofSeconds(1));
    SortedMap<String, Long> lost = network.record().lost();
    return lost.getOrDefault("above-mtu", 0L);
  }

  @Test
  void interfacesAreThoseOfEthernetByDefault() {
    SimulatedNetwork network = linked(Simulation.seeded(1));

    assertThat(context().maxDatagramBytes(new PeerAddress("10.0.0.1", 5000))).isEqualTo(1_472);
    assertThat(context().maxDatagramBytes(new PeerAddress("fd00::1", 5000))).isEqualTo(1_452);
    assertThat(context().forbidsFragmentation()).isTrue();
    assertThat(lost(network, 1_200, 1_472)).isZero();
    assertThat(lost(network, 1_473)).isEqualTo(1);
  }

  @Test
  void jumboFramesCarryMore() {
    SimulatedNetwork network = linked(Simulation.seeded(2).interfaceMtu(9_000));

    assertThat(context().maxDatagramBytes(new PeerAddress("10.0.0.1", 5000))).isEqualTo(8_972);
    assertThat(lost(network, 8_972)).isZero();
    assertThat(lost(network, 8_973)).isEqualTo(1);
  }

  @Test
  void narrowPartOfAPathIsUnknownToNodes() {
    SimulatedNetwork network = linked(Simulation.seeded(3).interfaceMtu(9_000).mtu(1_400));

    assertThat(context().maxDatagramBytes(new PeerAddress("10.0.0.1", 5000))).isEqualTo(8_972);
    assertThat(lost(network, 1_400)).isZero();
    assertThat(lost(network, 1_401, 8_972)).isEqualTo(2);
  }

  @Test
  void impossibleInterfacesAreRejected() {
    assertThatThrownBy(() -> Simulation.seeded(1).interfaceMtu(67))
        .hasMessage("an MTU is from 68 to 65535, not 67");
    assertThatThrownBy(() -> Simulation.seeded(1).interfaceMtu(65_536))
        .hasMessageContaining("65536");
  }
}
