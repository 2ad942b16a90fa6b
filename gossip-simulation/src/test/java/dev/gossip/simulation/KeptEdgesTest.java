package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeptEdgesTest {

  @Test
  void copyHasTheSameLinksInTheSameOrder() {
    List<Edge> edges = Topologies.randomRegular(4).edges(20, new Random(1));

    assertThat(KeptEdges.copyOf(edges)).containsExactlyElementsOf(edges).hasSize(40);
    assertThat(KeptEdges.copyOf(List.of())).isEmpty();
  }

  @Test
  void copyCannotBeChanged() {
    List<Edge> kept = KeptEdges.copyOf(List.of(new Edge(0, 1)));

    assertThatThrownBy(() -> kept.set(0, new Edge(1, 2)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> kept.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
