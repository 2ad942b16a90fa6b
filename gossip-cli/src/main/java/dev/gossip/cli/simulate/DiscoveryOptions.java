package dev.gossip.cli.simulate;

import dev.gossip.core.config.ConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for networks whose nodes find each other. */
final class DiscoveryOptions {
  @Option(
      names = "--start-window",
      paramLabel = "TIME",
      description =
          "With --discovery, all nodes but the first start at random times within this, as in"
              + " --start-window 30s. Default: all at once.")
  private @Nullable String startWindow;

  /**
   * How the nodes find each other; null if the topology links them.
   *
   * @param isDiscovered whether they find each other
   */
  @Nullable DiscoveryPlan plan(boolean isDiscovered) {
    if (!isDiscovered) {
      if (startWindow != null) {
        throw new ConfigurationException(
            "--start-window " + startWindow + ": nodes start at once without --discovery; add it");
      }
      return null;
    }
    return new DiscoveryPlan(
        startWindow == null
            ? Duration.ZERO
            : SimulationOptions.time("--start-window", startWindow));
  }
}
