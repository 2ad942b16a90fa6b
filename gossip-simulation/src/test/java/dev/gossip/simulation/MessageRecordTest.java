package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageRecordTest {
  private static final int NODES = 4;

  private final MessageRecord message = new MessageRecord(new MessageId(new byte[32]), 0, 0, NODES);

  @Test
  void onlyTheFirstObservationCountsAndNoneAtTheOrigin() {
    message.observed(new Observation(1, 0, 5));
    message.observed(new Observation(1, 2, 6));
    message.observed(new Observation(0, 1, 7));

    assertThat(message.observations()).containsExactly(new Observation(1, 0, 5));
  }

  @Test
  void firstObservationOfEachSupernodeLinkCounts() {
    message.observed(new Observation(NODES, 0, 5));
    message.observed(new Observation(NODES, 1, 6));
    message.observed(new Observation(NODES + 1, 1, 7));
    message.observed(new Observation(NODES, 1, 8));

    assertThat(message.observations())
        .extracting(Observation::timeNanos)
        .containsExactly(5L, 6L, 7L);
  }

  @Test
  void hopsAreThoseOfThePathAlsoIfParentsDeliverLater() {
    message.delivered(3, 0, 2, 7_000);
    message.delivered(2, 0, 1, 8_000);
    message.delivered(1, 0, 0, 9_000);

    assertThat(List.of(message.hops(1), message.hops(2), message.hops(3))).containsExactly(1, 2, 3);
    assertThat(message.lastDeliveryHop()).isEqualTo(3);
    assertThat(message.path(3)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void nodesThatGotTheMessageFromEachOtherAreBothCounted() {
    message.delivered(1, 0, 2, 9_000);
    message.delivered(2, 0, 1, 8_000);

    assertThat(message.deliveries()).isEqualTo(2);
    assertThat(message.path(1)).isEmpty();
    assertThat(message.lastDeliveryHop()).isEqualTo(2);
  }

  @Test
  void hopsAroundALoopDoNotDependOnTheOrderOfDeliveries() {
    int[] parents = {0, 2, 3, 1, 3};
    for (int first = 1; first < parents.length; first++) {
      MessageRecord loop = new MessageRecord(message.id(), 0, 0, parents.length);
      loop.delivered(first, 0, parents[first], 0);
      for (int node = 1; node < parents.length; node++) {
        loop.delivered(node, 0, parents[node], node);
      }

      assertThat(loop.hops(first)).isEqualTo(first == 4 ? 4 : 3);
      assertThat(loop.lastDeliveryHop()).as("node %d first", first).isEqualTo(4);
    }
  }

  @Test
  void hopsOfALongPathAreCountedWhateverItsOrder() {
    int nodes = 20_000;
    MessageRecord line = new MessageRecord(message.id(), 0, 0, nodes);
    for (int node = nodes - 1; node > 0; node--) {
      line.delivered(node, 0, node - 1, node);
    }

    assertThat(line.lastDeliveryHop()).isEqualTo(nodes - 1);
    assertThat(line.hops(nodes - 1)).isEqualTo(nodes - 1);
  }
}
