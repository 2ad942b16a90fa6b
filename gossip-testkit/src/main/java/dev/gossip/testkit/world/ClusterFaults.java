package dev.gossip.testkit.world;

import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.simulation.wire.FaultCounter;
import dev.gossip.simulation.wire.FaultCounters;
import dev.gossip.simulation.wire.FaultTarget;
import dev.gossip.testkit.container.GossipContainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Network faults between the containers of a cluster, made with the kernel; see {@link
 * KernelRules}. For one thread.
 */
final class ClusterFaults {
  /** The error message of kernels before 6.1, and of later ones. */
  private static final Pattern NO_SUCH_DISCIPLINE =
      Pattern.compile("qdisc not found|qdisc kind is unknown");

  private final List<ContainerNode> nodes;
  private final Set<Edge> cuts = new LinkedHashSet<>();
  private final Map<Integer, Integer> kilobitsPerSecond = new LinkedHashMap<>();
  // The rules that each running container has. Empty before the first fault.
  private final Map<Integer, KernelRules> installed = new HashMap<>();
  private final FaultCounters counters = new FaultCounters();
  private double loss;
  private Duration delay = Duration.ZERO;

  ClusterFaults(List<ContainerNode> nodes) {
    this.nodes = nodes;
  }

  void lose(double share) {
    FaultTarget.requireShare(share);
    loss = share;
    applyAll();
  }

  /** Drops what one node sends to another. */
  void cut(int from, int to) {
    cuts.add(new Edge(from, to));
    apply(to);
  }

  void partition(IntPredicate side) {
    for (int from = 0; from < nodes.size(); from++) {
      for (int to = 0; to < nodes.size(); to++) {
        if (side.test(from) != side.test(to)) {
          cuts.add(new Edge(from, to));
        }
      }
    }
    if (cuts.isEmpty()) {
      throw new IllegalArgumentException("a partition needs nodes on both sides");
    }
    applyAll();
  }

  void limitRate(int node, int kilobits) {
    kilobitsPerSecond.put(node, kilobits);
    apply(node);
  }

  void delay(Duration each) {
    delay = each;
    applyAll();
  }

  void heal() {
    loss = 0;
    delay = Duration.ZERO;
    cuts.clear();
    kilobitsPerSecond.clear();
    applyAll();
  }

  /** The faults in force, as text, and rules of containers that could not be removed. */
  List<String> inForce() {
    List<String> faults = new ArrayList<>();
    cuts.forEach(cut -> faults.add("cut from " + cut.dialer() + " to " + cut.dialed()));
    if (loss > 0) {
      faults.add("loss of " + loss);
    }
    if (!delay.isZero()) {
      faults.add("delay of " + delay);
    }
    kilobitsPerSecond.forEach((node, rate) -> faults.add("rate of node " + node));
    return faults;
  }

  // ---- counts --------------------------------------------------------------------------------

  /** The counter of a fault of a node. */
  FaultCounter counter(String fault) {
    return counters.counter(fault);
  }

  /** What all faults hit so far. */
  List<FaultCount> counts() {
    for (int node = 0; node < nodes.size(); node++) {
      if (installed.containsKey(node) && nodes.get(node).acceptsRules()) {
        // Installs the same rules again, with counters at zero.
        apply(node);
      }
    }
    return counters.counts();
  }

  /** Counts what the rules of a node did, whose process is about to end, and with it the rules. */
  void ending(int node) {
    KernelRules rules = installed.remove(node);
    if (rules != null) {
      rules.count(nodes.get(node).container().shell(KernelRules.COUNTERS), counters::counter);
    }
  }

  // ---- rules ---------------------------------------------------------------------------------

  /**
   * Applies the faults again after a process was restarted, which has no rules and possibly another
   * address, or was resumed after a pause. This is faster than a node sends its first datagram.
   */
  void reapply() {
    if (!inForce().isEmpty()) {
      applyAll();
    }
  }

  private void applyAll() {
    for (int node = 0; node < nodes.size(); node++) {
      apply(node);
    }
  }

  private void apply(int node) {
    if (!nodes.get(node).acceptsRules()) {
      return;
    }
    SortedMap<Edge, String> addresses =
        new TreeMap<>(Comparator.comparingInt(Edge::dialer).thenComparingInt(Edge::dialed));
    for (Edge cut : cuts) {
      ContainerNode from = nodes.get(cut.dialer());
      if (cut.dialed() == node && from.acceptsRules()) {
        addresses.put(cut, from.container().address());
      }
    }
    KernelRules rules =
        KernelRules.of(node, addresses, loss, delay, kilobitsPerSecond.getOrDefault(node, 0));
    KernelRules before = installed.get(node);
    String script = (before == null ? "" : KernelRules.COUNTERS + "\n") + rules.script();
    String output = run(nodes.get(node).container(), script, rules.needsNetem());
    installed.put(node, rules);
    if (before != null) {
      before.count(output, counters::counter);
    }
  }

  private static String run(GossipContainer container, String script, boolean needsNetem) {
    try {
      return container.shell(script);
    } catch (IllegalStateException e) {
      if (needsNetem && NO_SUCH_DISCIPLINE.matcher(e.getMessage()).find()) {
        Assumptions.abort("delays need netem, which the kernel of the Docker host does not have");
      }
      throw e;
    }
  }
}
