package dev.gossip.it;

import static dev.gossip.testkit.world.WorldKind.CONTAINERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.github.dockerjava.api.DockerClient;
import dev.gossip.testkit.WorldTest;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.testcontainers.DockerClientFactory;

/** What is left when a test is over. */
@RequiresDocker
class LeftoversIT {
  private static final Path LOGS = Path.of("target", "gossip-clusters");

  /** Run by the test below, not by itself. */
  static final class Failing {
    @WorldTest(in = CONTAINERS, nodes = 2, topology = "line", seed = 1)
    void fails(GossipCluster cluster) {
      cluster.publish(0, "the last message");
      throw new AssertionError("meant to fail");
    }
  }

  @Test
  void aTestThatFailsLeavesLogsAndNothingElse() throws Exception {
    Set<String> before = containersAndNetworks();

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
    assertThat(failure).contains("meant to fail").contains(LOGS.toString());
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
    assertThat(containersAndNetworks()).isEqualTo(before);
  }

  private static Set<String> containersAndNetworks() {
    DockerClient docker = DockerClientFactory.lazyClient();
    Set<String> found = new HashSet<>();
    docker
        .listContainersCmd()
        .withShowAll(true)
        .exec()
        .forEach(each -> found.add("container " + each.getId()));
    docker.listNetworksCmd().exec().forEach(each -> found.add("network " + each.getName()));
    return found;
  }
}
