package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.trace.RunEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedRunTest {
  @Test
  void recordNamesTheSenderOfEachCopyInALine() {
    List<RunEvent> events = new ArrayList<>();
    SimulatedNetwork network =
        Simulation.seeded(1).nodes(4).topology(Topologies.line()).record(events::add).start();
    network.awaitLinks(Duration.ofSeconds(5));

    MessageId id = network.node(0).publish("hello");
    network.runUntilQuiet(Duration.ofSeconds(5));

    List<String> firstCopies = new ArrayList<>();
    List<String> deliveries = new ArrayList<>();
    for (RunEvent event : events) {
      if (event instanceof RunEvent.Received received && !received.duplicate()) {
        firstCopies.add(received.from() + " to " + received.node());
        assertThat(received.message()).isEqualTo(id);
      } else if (event instanceof RunEvent.Delivered delivered) {
        deliveries.add(delivered.from() + " to " + delivered.node());
      }
    }
    assertThat(firstCopies).containsExactly("0 to 1", "1 to 2", "2 to 3");
    assertThat(deliveries).containsExactly("0 to 1", "1 to 2", "2 to 3");
  }
}
