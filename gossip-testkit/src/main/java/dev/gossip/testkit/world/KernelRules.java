package dev.gossip.testkit.world;

import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network faults of one container as rules of the kernel, and what the kernel counted of them.
 * Iptables rules drop what the node receives; queueing disciplines hold back what it sends. Only
 * UDP is dropped, so that the test can still use the control port.
 */
final class KernelRules {
  /** Prints the counters of the rules that are in force. */
  static final String COUNTERS = "iptables -nvxL INPUT\ntc -s qdisc show dev eth0";

  /** The size of bursts when a rate is limited. A smaller one would slow down TCP, too. */
  private static final String BURST = "32kbit";

  private static final String LONGEST_QUEUE = "400ms";

  /** A rule in the listing, which begins with its packets and bytes. */
  private static final Pattern RULE = Pattern.compile("(?m)^ *(\\d+) +\\d+ +\\S.*$");

  private final StringBuilder script = new StringBuilder();
  // The fault of each iptables rule, in order; the first rule only counts.
  private final List<String> faults = new ArrayList<>();
  private final double loss;
  private final boolean delayed;
  private final boolean limited;
  private final int node;

  private KernelRules(int node, double loss, Duration delay, int kilobits) {
    this.node = node;
    this.loss = loss;
    this.delayed = !delay.isZero();
    this.limited = kilobits > 0;
  }

  /**
   * The rules of a container.
   *
   * @param cuts the addresses from which the node receives nothing, by cut
   * @param loss the share of datagrams that the node does not receive
   * @param delay of what it sends; zero for none
   * @param kilobits how much it may send in a second; 0 for no limit
   */
  static KernelRules of(
      int node, SortedMap<Edge, String> cuts, double loss, Duration delay, int kilobits) {
    KernelRules rules = new KernelRules(node, loss, delay, kilobits);
    rules.line("iptables -F INPUT");
    // Without a target: it counts what the others are asked about.
    rules.line("iptables -A INPUT -p udp");
    cuts.forEach(
        (cut, address) ->
            rules.drop("cut from " + cut.dialer() + " to " + cut.dialed(), "-s " + address));
    if (loss > 0) {
      rules.drop(lossText(loss), "-m statistic --mode random --probability " + loss);
    }
    rules.line("tc qdisc del dev eth0 root 2>/dev/null || true");
    if (rules.delayed) {
      rules.line("tc qdisc add dev eth0 root handle 1: netem delay " + delay.toMillis() + "ms");
    }
    if (rules.limited) {
      rules.line(
          "tc qdisc add dev eth0 "
              + (rules.delayed ? "parent 1:" : "root")
              + " handle 10: tbf rate "
              + kilobits
              + "kbit burst "
              + BURST
              + " latency "
              + LONGEST_QUEUE);
    }
    return rules;
  }

  private static String lossText(double loss) {
    return "loss of " + loss;
  }

  private void line(String command) {
    script.append(command).append('\n');
  }

  private void drop(String fault, String which) {
    faults.add(fault);
    line("iptables -A INPUT -p udp " + which + " -j DROP");
  }

  /** The commands that put the rules in the place of those before. */
  String script() {
    return script.toString().strip();
  }

  /** Whether the script uses a queueing discipline that not every kernel has. */
  boolean needsNetem() {
    return delayed;
  }

  /**
   * Adds what the kernel counted since the rules were installed. To be called once, just before
   * they are replaced.
   *
   * @param output of {@link #COUNTERS}
   * @throws IllegalStateException if the kernel does not have these rules
   */
  void count(String output, Function<String, FaultCounter> counters) {
    List<Long> packets =
        RULE.matcher(output).results().map(rule -> Long.valueOf(rule.group(1))).toList();
    if (packets.size() != faults.size() + 1) {
      throw new IllegalStateException(
          "node "
              + node
              + " should have "
              + (faults.size() + 1)
              + " rules for what it receives, but has:\n"
              + output);
    }
    long asked = packets.get(0);
    for (int rule = 0; rule < faults.size(); rule++) {
      FaultCounter counter = counters.apply(faults.get(rule));
      long hits = packets.get(rule + 1);
      counter.hits(hits);
      if (faults.get(rule).equals(lossText(loss))) {
        counter.opportunity(asked * StrictMath.log1p(-loss));
      }
      asked -= hits;
    }
    if (delayed) {
      counters
          .apply("delay at node " + node)
          .hits(figure("netem", "Sent \\d+ bytes (\\d+)", output));
    }
    if (limited) {
      counters.apply("rate of node " + node).hits(figure("tbf", "overlimits (\\d+)", output));
    }
  }

  /** A figure of a queueing discipline. */
  private long figure(String discipline, String figure, String output) {
    Matcher found = Pattern.compile("qdisc " + discipline + " .*\\s+.*?" + figure).matcher(output);
    if (!found.find()) {
      throw new IllegalStateException(
          "node " + node + " should have the discipline " + discipline + ", but has:\n" + output);
    }
    MatchResult result = found.toMatchResult();
    return Long.parseLong(result.group(1));
  }
}
