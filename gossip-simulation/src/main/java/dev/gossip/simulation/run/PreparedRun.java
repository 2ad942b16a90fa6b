package dev.gossip.simulation.run;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.trace.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** A plan whose settings and plugins have been checked, so that its run can start. */
public final class PreparedRun {
  /** The setting of memberships that says how many peers each node wants to choose. */
  private static final String OUTBOUND = "outbound";

  private final NetworkPlan plan;
  private final Simulation simulation;
  private final NodeConfig config;

  /**
   * Checks a plan.
   *
   * @throws ConfigurationException if a setting or a combination of plugins is invalid, or messages
   *     are too large for the nodes
   */
  public PreparedRun(NetworkPlan plan) {
    this(plan, Simulation::check);
  }

  /**
   * Checks a plan of many that may have the same nodes.
   *
   * @param checked remembers what was checked before
   * @throws ConfigurationException if a setting or a combination of plugins is invalid, or messages
   *     are too large for the nodes
   */
  public PreparedRun(NetworkPlan plan, CheckedNodes checked) {
    this(plan, simulation -> checked.config(plan, simulation));
  }

  private PreparedRun(NetworkPlan plan, Function<Simulation, NodeConfig> check) {
    this.plan = plan;
    this.simulation = Simulation.of(plan);
    this.config = check.apply(simulation);
    int payloadBytes = plan.get(PlanOptions.PAYLOAD);
    int maxPayloadBytes = config.get(NodeSettings.MAX_PAYLOAD_BYTES);
    if (payloadBytes > maxPayloadBytes) {
      throw new ConfigurationException(
          plan.shownName(PlanOptions.PAYLOAD)
              + ": "
              + payloadBytes
              + " bytes exceed gossip.max-payload-bytes, which is "
              + maxPayloadBytes
              + "; use a smaller payload");
    }
  }

  /** The plan. */
  public NetworkPlan plan() {
    return plan;
  }

  /** The configuration of the nodes. */
  public NodeConfig config() {
    return config;
  }

  /** The full id of the relay strategy. */
  public String relay() {
    return config.fullIds(PluginKind.RELAY).get(0);
  }

  /** Writes a readable trace of the run, one line per datagram or event. */
  public void trace(Consumer<String> lines) {
    simulation.trace(lines);
  }

  /** Reports everything that happens in the run, which does not affect it. */
  public void record(Consumer<RunEvent> listener) {
    simulation.record(listener);
  }

  /**
   * Starts the nodes.
   *
   * @param clockNanos a monotonic clock for the real time that the run takes, in nanoseconds
   * @throws ConfigurationException if the topology does not fit the number of nodes
   */
  public PlanRun start(RunListener listener, LongSupplier clockNanos) {
    return new PlanRun(this, listener, clockNanos);
  }

  SimulatedNetwork startNetwork() {
    try {
      return simulation.start();
    } catch (ConfigurationException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      List<String> options = new ArrayList<>();
      if (plan.isSet(PlanOptions.ATTACK)) {
        options.add(plan.shown(PlanOptions.ATTACK));
      }
      options.add(plan.shown(PlanOptions.TOPOLOGY));
      options.add(plan.shown(PlanOptions.NODES));
      throw new ConfigurationException(String.join(", ", options) + ": " + e.getMessage(), e);
    }
  }

  /** How many peers each node wants to choose; 0 if the membership does not say. */
  int outboundTarget() {
    PluginCatalog catalog =
        plan.catalog().orElseGet(() -> PluginCatalog.load(List.of())).with(plan.common().plugins());
    String id = config.fullIds(PluginKind.MEMBERSHIP).get(0);
    for (GossipPlugin plugin : catalog.all()) {
      if (plugin.id().equals(id)) {
        for (Setting<?> setting : plugin.settings()) {
          if (setting.key().equals(OUTBOUND)
              && config.settingsOf(plugin).get(setting) instanceof Integer number) {
            return number;
          }
        }
      }
    }
    return 0;
  }
}
