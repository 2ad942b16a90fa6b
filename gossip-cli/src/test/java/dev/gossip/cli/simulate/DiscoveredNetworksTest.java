package dev.gossip.cli.simulate;

import static dev.gossip.cli.simulate.SimulationResults.results;
import static dev.gossip.cli.simulate.SimulationResults.withoutClock;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.gossip.cli.testing.CliRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests {@code gossip simulate --discovery}. */
@Timeout(60)
class DiscoveredNetworksTest {
  private static final String[] DISCOVERY = {
    "--discovery", "--nodes", "40", "--messages", "5", "--seed", "7"
  };

  @Test
  void nodesConvergeBeforeTheMessagesArePublished() {
    JsonObject json = results(DISCOVERY);

    JsonObject discovery = json.getAsJsonObject("discovery");
    assertThat(discovery.keySet())
        .containsExactly(
            "converged", "convergenceMillis", "outboundTarget", "outbound", "network", "random");
    assertThat(discovery.get("converged").getAsBoolean()).isTrue();
    assertThat(discovery.get("outboundTarget").getAsInt()).isEqualTo(8);
    // Not the minimum: the first node may be linked with all others before it has chosen one.
    assertThat(discovery.getAsJsonObject("outbound").get("mean").getAsDouble()).isGreaterThan(7.5);
    int links = discovery.getAsJsonObject("network").get("links").getAsInt();
    // Both ends may have chosen the same link.
    assertThat(links).isGreaterThanOrEqualTo(39 * 8 / 2);
    assertThat(discovery.getAsJsonObject("random").get("links").getAsInt()).isEqualTo(links);
    assertThat(json.get("coverage").getAsDouble()).isEqualTo(1);
    assertThat(json.get("parts").getAsInt()).isEqualTo(1);
    JsonObject setup = json.getAsJsonObject("setup");
    assertThat(setup.get("topology").getAsString()).isEqualTo("discovery");
    assertThat(setup.get("membership").getAsString()).isEqualTo("membership.outbound");
  }

  @Test
  void seedRepeatsADiscoveredNetwork() {
    assertThat(withoutClock(results(DISCOVERY))).isEqualTo(withoutClock(results(DISCOVERY)));
  }

  @Test
  void startWindowDelaysConvergence() {
    JsonObject json =
        results("--discovery", "--nodes", "30", "--start-window", "20s", "--messages", "1");

    assertThat(json.getAsJsonObject("discovery").get("convergenceMillis").getAsDouble())
        .isGreaterThan(10_000);
  }

  @Test
  void tableShowsTheShapeOfTheNetwork() {
    CliRun run = CliRun.simulate("--discovery", "--nodes", "30", "--messages", "1", "--seed", "7");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().get(0)).startsWith("30 nodes, which find each other, latency");
    assertThat(String.join("\n", run.out()))
        .contains("peers found after", "clustering", "path length", "of a random network");
  }
}
