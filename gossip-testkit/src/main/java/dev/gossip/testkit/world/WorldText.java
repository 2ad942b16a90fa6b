package dev.gossip.testkit.world;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.NodeGroup;
import dev.gossip.simulation.plan.PlanOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The description of a world of real nodes. */
final class WorldText {
  private WorldText() {}

  /** The kind of a world, its plan and the faults of its network, in one line. */
  static String of(WorldKind kind, NetworkPlan plan, int links, List<String> faults) {
    List<String> options = new ArrayList<>();
    plan.common().settings().forEach((path, value) -> options.add(", " + path + "=" + value));
    plan.common().plugins().forEach(plugin -> options.add(", with " + plugin.id()));
    plan.groups().forEach(group -> options.add(", " + of(plan, group)));
    return kind
        + ", seed "
        + plan.seed()
        + ", "
        + plan.nodes()
        + " nodes, "
        + links
        + " links, "
        + plan.get(PlanOptions.TOPOLOGY)
        + String.join("", options)
        + (faults.isEmpty() ? "" : ", faults " + faults);
  }

  /** A description such as {@code hostile nodes [0] with relay.flooding}. */
  private static String of(NetworkPlan plan, NodeGroup group) {
    List<String> changes = new ArrayList<>();
    group.variant().plugins().forEach(plugin -> changes.add(plugin.id()));
    group.variant().settings().forEach((path, value) -> changes.add(path + "=" + value));
    return (group.hostile() ? "hostile nodes " : "nodes ")
        + IntStream.range(0, plan.nodes()).filter(group::contains).boxed().toList()
        + (changes.isEmpty() ? "" : " with " + String.join(" and ", changes));
  }
}
