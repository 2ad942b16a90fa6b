package dev.gossip.testkit.world;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.MessageId;
import dev.gossip.report.ReportRun;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the page of a failed test, in the worlds that need no Docker engine. */
@Timeout(60)
class FailurePageTest {
  @TempDir private Path folder = Path.of("");

  @AfterEach
  void wantNoPages() {
    System.clearProperty(FailurePage.FOLDER_PROPERTY);
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATION", "LOOPBACK"})
  void noPageIsMadeUnlessAFolderIsNamed(WorldKind kind) throws IOException {
    assertThat(FailurePage.ifWanted(9)).isNull();
    try (World world = kind.start(NetworkPlan.seeded(9).build())) {
      assertThat(world.keepEvidence()).isEmpty();
    }
    assertThat(pages()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATION", "LOOPBACK"})
  void pageIsWrittenOnceAndNamed(WorldKind kind) throws IOException {
    System.setProperty(FailurePage.FOLDER_PROPERTY, folder.toString());
    try (World world = kind.start(NetworkPlan.seeded(9).build())) {
      MessageId id = world.publish(0, "news", "hello");
      world.awaitEverywhere(id);

      String text = world.keepEvidence();

      assertThat(world.keepEvidence()).isEqualTo(text);
      assertThat(pages()).hasSize(1);
      assertThat(text).isEqualTo("\n  a page that shows the run: " + pages().get(0));
      assertThat(pages().get(0).getFileName().toString()).isEqualTo("seed-9.html");
      assertThat(page())
          .contains("A failed test, seed 9", "\"name\":\"" + kind + "\"", id.toString())
          .contains("\"topic\":\"news\",\"bytes\":5,\"deliveries\":[")
          .doesNotContain("\"deliveries\":[]");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATION", "LOOPBACK"})
  void pageShowsFaultsOfTheNetworkAndOfNodes(WorldKind kind) throws IOException {
    System.setProperty(FailurePage.FOLDER_PROPERTY, folder.toString());
    try (World world = kind.start(NetworkPlan.seeded(9).build())) {
      world.delay(Duration.ofMillis(1));
      world.crash(3);
      world.awaitLinks();
      world.heal();
      world.awaitEverywhere(world.publish(0, "hello"));

      world.keepEvidence();

      assertThat(page())
          .contains("\"down\":[3]", ",3,\"crashed\"]")
          .containsPattern("\"faults\":\\[\\[\"[^\"]*delay[^\"]*\",\\d+\\]");
    }
  }

  @Test
  void pageOfRealNodesShowsWhatTheyReportedAndNoCopies() throws IOException {
    System.setProperty(FailurePage.FOLDER_PROPERTY, folder.toString());
    try (World world = WorldKind.LOOPBACK.start(NetworkPlan.seeded(9).build())) {
      world.delay(Duration.ofMillis(1));
      MessageId id = world.publish(0, "hello");
      world.awaitEverywhere(id);
      world.heal();
      world.awaitLinks();

      world.keepEvidence();

      assertThat(page())
          .contains("\"frames\":false", "\"linksNotUp\":[]")
          .doesNotContain("\"copies\":[")
          .contains(
              "\"name\":\"node 5\"",
              "delivered message " + id.toString().substring(0, 12) + " from node ")
          .containsPattern(",-1,\"[^\"]*delay[^\"]*\"\\]")
          .containsPattern(",-1,\"no longer: [^\"]*delay[^\"]*\"\\]")
          // Metrics of the nodes are figures.
          .containsPattern("\"counters\":\\{.*\"payload-frames-sent\":\\d+");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATION", "LOOPBACK"})
  void worldWhoseLinksDoNotComeUpHasAPageThatShowsThem(WorldKind kind) throws IOException {
    System.setProperty(FailurePage.FOLDER_PROPERTY, folder.toString());
    NetworkPlan plan =
        NetworkPlan.seeded(9)
            .nodes(3)
            .topology(Topologies.line())
            .variant(node -> node == 2, node -> node.set("gossip.network", "another"))
            .build();

    assertThatThrownBy(() -> kind.start(plan, Duration.ofSeconds(2)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a page that shows the run: " + folder);

    // The other link of a loopback world may need longer on a busy machine.
    assertThat(page()).containsPattern("\"linksNotUp\":\\[(0,1,)?1,2\\]");
  }

  @Test
  void failureWhileAPageIsWrittenIsNoOtherFailure() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    System.setProperty(FailurePage.FOLDER_PROPERTY, file.toString());
    FailurePage page = requireNonNull(FailurePage.ifWanted(9));

    assertThat(page.write(() -> ReportRun.of("", "", "{}")))
        .startsWith("\n  there is no page of the run: ");
  }

  private String page() throws IOException {
    assertThat(pages()).hasSize(1);
    String page = Files.readString(pages().get(0));
    int data = page.indexOf("{\"title\"");
    return page.substring(data, page.indexOf("</script>", data));
  }

  private List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
