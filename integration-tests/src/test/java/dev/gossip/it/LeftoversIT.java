package dev.gossip.it;

import static dev.gossip.testkit.world.WorldKind.CONTAINERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.testcontainers.DockerClientFactory.SESSION_ID;
import static org.testcontainers.DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.WorldTest;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.GossipImage;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.testcontainers.DockerClientFactory;

/** After a test, no containers, networks or images remain. */
@RequiresDocker
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class LeftoversIT {
  private static final Path LOGS = Path.of("target", "gossip-clusters");

  /** Run only by the test below. */
  static final class Failing {
    @WorldTest(in = CONTAINERS, nodes = 2, topology = "line", fixedSeeds = 1)
    void fails(GossipCluster cluster) {
      cluster.publish(0, "the last message");
      throw new AssertionError("meant to fail with " + resourcesOfThisJvm().size());
    }
  }

  @BeforeAll
  static void buildTheImage() throws Exception {
    // All tests share the image, which stays until the JVM exits.
    GossipImage.ofClassPath().get();
  }

  @Test
  void failedTestLeavesOnlyLogs() throws Exception {
    Set<String> before = resourcesOfThisJvm();

    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Failing.class))
            .execute()
            .testEvents();

    String failure =
        tests.failed().stream()
            .map(event -> event.getRequiredPayload(TestExecutionResult.class))
            .map(result -> String.valueOf(result.getThrowable().orElseThrow().getMessage()))
            .findFirst()
            .orElse("");
    assertThat(failure)
        .contains("meant to fail with " + (before.size() + 3))
        .contains(LOGS.toString());
    Path folder =
        Path.of(
            failure
                .lines()
                .filter(line -> line.contains(LOGS.toString()))
                .findFirst()
                .orElseThrow()
                .replaceFirst(".* are in ", ""));
    assertThat(Files.readString(folder.resolve("node-0.log"))).contains("\"event\":\"published\"");
    assertThat(Files.readString(folder.resolve("node-1.log"))).contains("\"event\":\"ready\"");
    assertThat(resourcesOfThisJvm()).isEqualTo(before);
  }

  @Test
  void clusterThatDoesNotStartLeavesNothing() {
    Set<String> before = resourcesOfThisJvm();
    NetworkPlan plan = NetworkPlan.seeded(1).nodes(2).topology(Topologies.line()).build();

    GossipCluster.Builder builder =
        GossipCluster.of(plan)
            .node(1, container -> container.withSetting("gossip.no-such-setting", "1"));

    assertThatThrownBy(builder::start).hasStackTraceContaining("no-such-setting");

    assertThat(resourcesOfThisJvm()).isEqualTo(before);
  }

  @Test
  void networkThatCannotBeRemovedIsReportedWithTheRemedy() {
    Set<String> before = resourcesOfThisJvm();
    NetworkPlan plan = NetworkPlan.seeded(1).nodes(2).topology(Topologies.line()).build();
    try (GossipContainer stranger = new GossipContainer()) {
      GossipCluster cluster = GossipCluster.of(plan).open();
      String network = cluster.network().getId();
      stranger.withNetwork(cluster.network()).start();

      assertThatThrownBy(cluster::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("could not be removed (network ")
          .hasMessageEndingWith("; run: docker network rm " + network);

      stranger.stop();
      DockerClientFactory.lazyClient().removeNetworkCmd(network).exec();
    }
    assertThat(resourcesOfThisJvm()).isEqualTo(before);
  }

  @Test
  void closeRemovesAlsoWhatTestcontainersDoesNotKnow() {
    Set<String> before = resourcesOfThisJvm();
    NetworkPlan plan = NetworkPlan.seeded(1).nodes(2).topology(Topologies.line()).build();
    try (GossipCluster cluster = GossipCluster.of(plan).open()) {
      DockerClient docker = DockerClientFactory.lazyClient();
      String image = cluster.container(0).getDockerImageName();
      // As if the engine had made a container, and its answer had been lost.
      docker
          .createContainerCmd(image)
          .withLabels(cluster.container(0).getLabels())
          .withHostConfig(HostConfig.newHostConfig().withNetworkMode(cluster.network().getId()))
          .exec();
    }
    assertThat(resourcesOfThisJvm()).isEqualTo(before);
  }

  /** Containers, networks and images of this JVM. Others may use the same Docker engine. */
  private static Set<String> resourcesOfThisJvm() {
    String label = TESTCONTAINERS_SESSION_ID_LABEL + "=" + SESSION_ID;
    DockerClient docker = DockerClientFactory.lazyClient();
    Set<String> found = new HashSet<>();
    docker
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(label))
        .exec()
        .forEach(each -> found.add("container " + each.getId()));
    docker
        .listNetworksCmd()
        .withFilter("label", List.of(label))
        .exec()
        .forEach(each -> found.add("network " + each.getName()));
    docker
        .listImagesCmd()
        .withFilter("label", List.of(label))
        .exec()
        .forEach(each -> found.add("image " + each.getId()));
    return found;
  }
}
