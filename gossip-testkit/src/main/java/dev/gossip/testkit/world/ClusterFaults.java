package dev.gossip.testkit.world;

import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.testkit.container.GossipContainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Network faults between the containers of a cluster. They are made with the kernel: iptables rules
 * for what a node receives, queueing disciplines for what it sends. Only UDP is dropped, so that
 * the test can still use the control ports. For one thread.
 */
final class ClusterFaults {
  /** The size of bursts when a rate is limited. A smaller one would slow down TCP, too. */
  private static final String BURST = "32kbit";

  private static final String LONGEST_QUEUE = "400ms";

  /** The error message of kernels before 6.1, and of later ones. */
  private static final Pattern NO_SUCH_DISCIPLINE =
      Pattern.compile("qdisc not found|qdisc kind is unknown");

  private final List<ContainerNode> nodes;
  private final Set<Edge> cuts = new LinkedHashSet<>();
  private final Map<Integer, Integer> kilobitsPerSecond = new LinkedHashMap<>();
  private double loss;
  private Duration delay = Duration.ZERO;

  ClusterFaults(List<ContainerNode> nodes) {
    this.nodes = nodes;
  }

  void lose(double share) {
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

  /**
   * Applies the faults again after a process was restarted, which has no rules and possibly another
   * address, or was resumed after a pause. This is faster than a node sends its first datagram.
   */
  void reapply() {
    if (loss > 0 || !delay.isZero() || !cuts.isEmpty() || !kilobitsPerSecond.isEmpty()) {
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
    List<String> script = new ArrayList<>();
    script.add("iptables -F INPUT");
    for (Edge cut : cuts) {
      ContainerNode from = nodes.get(cut.dialer());
      if (cut.dialed() == node && from.acceptsRules()) {
        script.add("iptables -A INPUT -p udp -s " + from.container().address() + " -j DROP");
      }
    }
    if (loss > 0) {
      script.add(
          "iptables -A INPUT -p udp -m statistic --mode random --probability " + loss + " -j DROP");
    }
    script.add("tc qdisc del dev eth0 root 2>/dev/null || true");
    String parent = "root";
    if (!delay.isZero()) {
      script.add("tc qdisc add dev eth0 root handle 1: netem delay " + delay.toMillis() + "ms");
      parent = "parent 1:";
    }
    Integer rate = kilobitsPerSecond.get(node);
    if (rate != null) {
      script.add(
          "tc qdisc add dev eth0 "
              + parent
              + " handle 10: tbf rate "
              + rate
              + "kbit burst "
              + BURST
              + " latency "
              + LONGEST_QUEUE);
    }
    run(nodes.get(node).container(), String.join("\n", script));
  }

  private static void run(GossipContainer container, String script) {
    try {
      container.shell(script);
    } catch (IllegalStateException e) {
      if (script.contains("netem") && NO_SUCH_DISCIPLINE.matcher(e.getMessage()).find()) {
        Assumptions.abort("delays need netem, which the kernel of the Docker host does not have");
      }
      throw e;
    }
  }
}
