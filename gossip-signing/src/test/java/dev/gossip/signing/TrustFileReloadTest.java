package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustFileReloadTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void eachNodeReloadsTheListAndWarnsOnceIfItIsMalformed() throws IOException {
    Path list = Files.writeString(folder.resolve("trusted.txt"), "main " + "a1".repeat(32) + "\n");
    List<String> warnings = new ArrayList<>();
    SimulatedNetwork network =
        Simulation.seeded(1)
            .nodes(2)
            .with(new Ed25519Plugin())
            .set("gossip.signing.ed25519.trust", list.toString())
            .events(
                (event, node) -> {
                  if (event instanceof NodeEvent.Warning warning) {
                    warnings.add(node + ": " + warning.what() + "; " + warning.remedy());
                  }
                })
            .start();
    network.runFor(Duration.ofSeconds(3));
    Files.writeString(list, "nonsense\n");
    assertThat(warnings).isEmpty();
    network.runFor(Duration.ofSeconds(3));

    String warning =
        list
            + ": 1: this is not 'TOPIC KEY'; write a topic or *, and the author's 64 hexadecimal"
            + " digits; until then the old list stays in use";
    assertThat(warnings).containsExactlyInAnyOrder("0: " + warning, "1: " + warning);
  }
}
