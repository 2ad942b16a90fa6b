package dev.gossip.cli.simulate;

import dev.gossip.core.engine.runtime.RandomStreams;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Which nodes publish, crash and spy: nodes in random order, without those that attack. */
final class NodeRoles {
  private final SimulationPlan plan;
  private final List<Integer> shuffled = new ArrayList<>();

  /**
   * @param attackers the indices of the nodes that attack
   */
  NodeRoles(SimulationPlan plan, Collection<Integer> attackers) {
    this.plan = plan;
    RandomGenerator random = RandomStreams.seeded(plan.seed()).stream("roles");
    for (int i = 0; i < plan.network().nodes(); i++) {
      shuffled.add(i);
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    shuffled.removeAll(attackers);
  }

  /** The nodes that publish, in turn. */
  List<Integer> origins() {
    return shuffled.subList(0, plan.publishers());
  }

  /** The nodes that crash, taken from the other end so that the origins do not depend on them. */
  List<Integer> crashNodes() {
    return shuffled.subList(shuffled.size() - plan.down(), shuffled.size());
  }

  /** The nodes that crash and restart repeatedly. */
  List<Integer> churnNodes() {
    return before(plan.down(), plan.conditions().churnNodeCount());
  }

  /** The nodes that spy, among those that do not crash. */
  List<Integer> spyNodes() {
    return before(plan.down() + plan.conditions().churnNodeCount(), plan.spies().nodes());
  }

  private List<Integer> before(int after, int count) {
    int end = shuffled.size() - after;
    return shuffled.subList(end - count, end);
  }
}
