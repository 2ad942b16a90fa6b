package dev.gossip.simulation.run;

import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanCounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Which nodes publish, crash and spy: nodes in random order, without those that attack. */
final class NodeRoles {
  private final PlanCounts counts;
  private final List<Integer> shuffled = new ArrayList<>();

  /**
   * @param attackers the indices of the nodes that attack
   */
  NodeRoles(NetworkPlan plan, Collection<Integer> attackers) {
    this.counts = plan.counts();
    RandomGenerator random = RandomStreams.seeded(plan.seed()).stream("roles");
    for (int i = 0; i < plan.nodes(); i++) {
      shuffled.add(i);
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    shuffled.removeAll(attackers);
  }

  /** The nodes that publish, in turn. */
  List<Integer> origins() {
    return shuffled.subList(0, counts.publishing());
  }

  /** The nodes that crash, taken from the other end so that the origins do not depend on them. */
  List<Integer> crashNodes() {
    return shuffled.subList(shuffled.size() - counts.crashing(), shuffled.size());
  }

  /** The nodes that crash and restart repeatedly. */
  List<Integer> churnNodes() {
    return before(counts.crashing(), counts.churning());
  }

  /** The nodes that spy, among those that do not crash. */
  List<Integer> spyNodes() {
    return before(counts.crashing() + counts.churning(), counts.spying());
  }

  private List<Integer> before(int after, int count) {
    int end = shuffled.size() - after;
    return shuffled.subList(end - count, end);
  }
}
