package dev.gossip.testkit.world;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.simulation.wire.FaultCounter;
import dev.gossip.simulation.wire.FaultCounters;
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
  /** The error messages of kernels before 6.1, and of later ones, and of both kinds of iptables. */
  private static final Pattern NOT_IN_THE_KERNEL =
      Pattern.compile(
          "qdisc not found|qdisc kind is unknown|missing kernel module"
              + "|No chain/target/match by that name");

  private final List<ContainerNode> nodes;
  private final Set<Edge> cuts = new LinkedHashSet<>();
  private final Map<Integer, Integer> kilobitsPerSecond = new LinkedHashMap<>();
  // The rules that each running container has. Empty before the first fault.
  private final Map<Integer, KernelRules> installed = new HashMap<>();
  private final FaultCounters counters = new FaultCounters();
  private WireFaults wire = WireFaults.NONE;

  ClusterFaults(List<ContainerNode> nodes) {
    this.nodes = nodes;
  }

  void lose(double share) {
    set(wire.losing(share));
  }

  void delay(Duration each) {
    set(wire.delaying(each));
  }

  /** The copies follow at once. */
  void duplicate(double share) {
    set(wire.duplicating(share));
  }

  void reorder(double share, Duration within) {
    set(wire.reordering(share, within));
  }

  void corrupt(double share) {
    set(wire.corrupting(share));
  }

  private void set(WireFaults changed) {
    wire = changed;
    applyAll();
  }

  /** The faults that a plan has from the start. */
  void begin(NetworkPlan plan) {
    WireFaults planned =
        wire.losing(plan.get(PlanOptions.LOSS))
            .duplicating(plan.get(PlanOptions.DUPLICATE))
            .reordering(plan.get(PlanOptions.REORDER), PlanOptions.MAX_LATENESS);
    if (!planned.texts().isEmpty()) {
      set(planned);
    }
  }

  /** Drops what one node sends to another. */
  void cut(int from, int to) {
    cuts.add(new Edge(from, to));
    apply(to);
  }

  void partition(IntPredicate side) {
    List<Integer> one = Sides.one(side, nodes.size());
    for (int from = 0; from < nodes.size(); from++) {
      for (int to = 0; to < nodes.size(); to++) {
        if (one.contains(from) != one.contains(to)) {
          cuts.add(new Edge(from, to));
        }
      }
    }
    applyAll();
  }

  void limitRate(int node, int kilobits) {
    if (kilobits < 1) {
      throw new IllegalArgumentException("a rate must be above zero, not " + kilobits + " kbit/s");
    }
    kilobitsPerSecond.put(node, kilobits);
    apply(node);
  }

  void heal() {
    wire = WireFaults.NONE;
    cuts.clear();
    kilobitsPerSecond.clear();
    applyAll();
  }

  /** The faults in force, as text. */
  List<String> inForce() {
    List<String> faults = new ArrayList<>();
    cuts.forEach(cut -> faults.add("cut from " + cut.dialer() + " to " + cut.dialed()));
    faults.addAll(wire.texts());
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
    KernelRules rules =
        KernelRules.of(node, addressesFor(node), wire, kilobitsPerSecond.getOrDefault(node, 0));
    KernelRules before = installed.get(node);
    String script = (before == null ? "" : KernelRules.COUNTERS + "\n") + rules.script();
    String output = run(nodes.get(node).container(), script, rules.needs());
    installed.put(node, rules);
    if (before != null) {
      before.count(output, counters::counter);
    }
  }

  private KernelRules.Addresses addressesFor(int node) {
    SortedMap<Edge, String> addresses =
        new TreeMap<>(Comparator.comparingInt(Edge::dialer).thenComparingInt(Edge::dialed));
    for (Edge cut : cuts) {
      ContainerNode from = nodes.get(cut.dialer());
      if (cut.dialed() == node && from.acceptsRules()) {
        addresses.put(cut, from.container().address());
      }
    }
    List<String> peers = new ArrayList<>();
    if (wire.duplication() > 0) {
      for (int other = 0; other < nodes.size(); other++) {
        if (other != node && nodes.get(other).acceptsRules()) {
          peers.add(nodes.get(other).container().address());
        }
      }
    }
    return new KernelRules.Addresses(addresses, peers);
  }

  private static String run(GossipContainer container, String script, String needs) {
    try {
      return container.shell(script);
    } catch (IllegalStateException e) {
      if (!needs.isEmpty() && NOT_IN_THE_KERNEL.matcher(e.getMessage()).find()) {
        Assumptions.abort(
            "the kernel of the Docker host does not have " + needs + ", which this fault needs");
      }
      throw e;
    }
  }
}
