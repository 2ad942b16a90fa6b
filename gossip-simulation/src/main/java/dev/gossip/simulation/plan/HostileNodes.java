package dev.gossip.simulation.plan;

import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.attack.HostileTransport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;

/**
 * The attackers of a plan as nodes with the plugin {@link HostileTransport}, which works in every
 * process. Simulated nodes attack without a plugin, so that a run can say what the attack did.
 */
public final class HostileNodes {
  private static final String HONEST = "gossip.transport.udp.";
  private static final String HOSTILE = "gossip.transport.hostile.";

  private HostileNodes() {}

  /**
   * The same plan, in which each attacker is a node of its own kind. Its links are as those of the
   * other nodes.
   *
   * @param attackers the indices of the nodes that attack; empty for the plan itself
   */
  public static NetworkPlan of(NetworkPlan plan, SortedSet<Integer> attackers) {
    NetworkPlan.Builder builder = plan.toBuilder();
    plan.attackKind().ifPresent(kind -> attackers.forEach(node -> add(builder, plan, node, kind)));
    return builder.build();
  }

  /** Adds a group of one node, which counts before those that the plan has. */
  private static void add(
      NetworkPlan.Builder builder, NetworkPlan plan, int attacker, AttackKind kind) {
    Variant variant = plan.variantOf(attacker).map(Variant::new).orElseGet(Variant::new);
    Map<String, String> settings = new LinkedHashMap<>(plan.common().settings());
    settings.putAll(variant.settings());
    variant.with(new HostileTransport()).set(HOSTILE + "attack", kind.id());
    settings.forEach(
        (path, value) -> {
          if (path.startsWith(HONEST)) {
            variant.set(HOSTILE + path.substring(HONEST.length()), value);
          }
        });
    boolean hostile = !kind.isHonest() || plan.isHostile(attacker);
    builder.parts.groups.add(0, new NodeGroup(node -> node == attacker, hostile, variant));
  }
}
