package dev.gossip.testkit.world;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the page of a failed test. */
class FailurePageTest {
  @AfterEach
  void wantNoPages() {
    System.clearProperty(FailurePage.FOLDER_PROPERTY);
  }

  @Test
  void noPageIsMadeUnlessAFolderIsNamed() {
    assertThat(FailurePage.ifWanted()).isNull();
  }

  @Test
  void pageIsWrittenOnceAndNamed(@TempDir Path folder) throws IOException {
    System.setProperty(FailurePage.FOLDER_PROPERTY, folder.toString());
    FailurePage page = requireNonNull(FailurePage.ifWanted());
    Simulation simulation = Simulation.seeded(9).nodes(6);
    page.record(simulation);
    SimulatedNetwork network = simulation.start();
    network.awaitLinks(Duration.ofSeconds(5));
    network.node(0).publish("news");
    network.runFor(Duration.ofSeconds(1));

    String text = page.write(network);

    assertThat(page.write(network)).isEqualTo(text);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> written = files.toList();
      assertThat(written).hasSize(1);
      assertThat(text).contains(written.get(0).toString());
      assertThat(written.get(0)).content().contains("A failed test, seed 9", "\"deliveries\":[");
    }
  }
}
