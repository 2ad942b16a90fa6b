package dev.gossip.testkit.world;

import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCounter;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network faults of one container as rules of the kernel, and what the kernel counted of them.
 * Iptables rules drop what the node receives, and choose which of the datagrams that it sends are
 * sent twice, late or damaged; queueing disciplines hold them back and damage them. Only UDP is
 * dropped, repeated and damaged, so that the test can still use the control port.
 */
final class KernelRules {
  /** Prints the counters of the rules that are in force. */
  static final String COUNTERS =
      "iptables -nvxL INPUT\niptables -t mangle -nvxL OUTPUT\ntc -s qdisc show dev eth0";

  /** The size of bursts when a rate is limited. A smaller one would slow down TCP, too. */
  private static final String BURST = "32kbit";

  private static final String LONGEST_QUEUE = "400ms";

  // Marks of datagrams, and the classes that those of a mark are sent through. The copy that TEE
  // makes has the mark of the original.
  private static final int TWICE = 1;
  private static final int LATE = 2;
  private static final int DAMAGED = 3;

  /** Everything is sent through the first class, unless a rule says otherwise. */
  private static final String CLASSES =
      "tc qdisc add dev eth0 root handle 1: prio bands 3 priomap" + " 0".repeat(16);

  private final StringBuilder script = new StringBuilder();
  private final KernelChain received = new KernelChain("INPUT", "what it receives");
  private final KernelChain sent = new KernelChain("OUTPUT", "what it sends");
  private final WireFaults faults;
  private final boolean limited;
  private final int node;

  /**
   * Where the other nodes are.
   *
   * @param cuts the addresses from which the node receives nothing, by cut
   * @param peers the addresses of all other nodes that run
   */
  record Addresses(SortedMap<Edge, String> cuts, List<String> peers) {}

  private KernelRules(int node, WireFaults faults, int kilobits) {
    this.node = node;
    this.faults = faults;
    this.limited = kilobits > 0;
  }

  /**
   * The rules of a container.
   *
   * @param kilobits how much it may send in a second; 0 for no limit
   */
  static KernelRules of(int node, Addresses addresses, WireFaults faults, int kilobits) {
    KernelRules rules = new KernelRules(node, faults, kilobits);
    rules.receiving(addresses.cuts());
    rules.sending(addresses.peers());
    rules.disciplines(kilobits);
    return rules;
  }

  private void receiving(SortedMap<Edge, String> cuts) {
    line("iptables -F INPUT");
    // Without a target: it counts what the others are asked about.
    line("iptables -A INPUT " + received.all());
    cuts.forEach(
        (cut, address) -> {
          String fault = "cut from " + cut.dialer() + " to " + cut.dialed();
          line("iptables -A INPUT " + received.fault(fault, 0, "-s " + address) + " -j DROP");
        });
    if (faults.loss() > 0) {
      String random = KernelChain.random(faults.loss());
      line(
          "iptables -A INPUT "
              + received.fault(faults.lossText(), faults.loss(), random)
              + " -j DROP");
    }
  }

  private void sending(List<String> peers) {
    line("iptables -t mangle -F OUTPUT");
    if (faults.duplication() + faults.reordering() + faults.corruption() == 0) {
      return;
    }
    // Copies pass here, too, and are not asked about again.
    output(sent.helper("-m mark --mark " + TWICE + " -j ACCEPT"));
    output(sent.all());
    choose(TWICE, faults.duplicationText(), faults.duplication());
    if (faults.duplication() > 0) {
      for (String peer : peers) {
        output(
            sent.helper("-m mark --mark " + TWICE + " -d " + peer + " -j TEE --gateway " + peer));
      }
    }
    choose(LATE, faults.reorderingText(), faults.reordering());
    choose(DAMAGED, faults.corruptionText(), faults.corruption());
    for (int mark : new int[] {LATE, DAMAGED}) {
      output(sent.helper("-m mark --mark " + mark + " -j CLASSIFY --set-class 1:" + mark));
    }
  }

  /** Marks a share of the datagrams that have no mark. */
  private void choose(int mark, String fault, double share) {
    if (share > 0) {
      String which = "-m mark --mark 0 " + KernelChain.random(share);
      output(sent.fault(fault, share, which) + " -j MARK --set-mark " + mark);
    }
  }

  private void output(String rule) {
    line("iptables -t mangle -A OUTPUT " + rule);
  }

  private void disciplines(int kilobits) {
    line("tc qdisc del dev eth0 root 2>/dev/null || true");
    String parent = "root";
    if (hasClasses()) {
      line(CLASSES);
      parent = "parent 1:1";
      if (faults.reordering() > 0) {
        Duration half = faults.lateness().dividedBy(2);
        discipline("parent 1:2", 30, "netem delay " + micros(faults.delay().plus(half), half));
      }
      if (faults.corruption() > 0) {
        discipline("parent 1:3", 40, "netem" + delayText() + " corrupt 100%");
      }
    }
    if (faults.isDelayed()) {
      discipline(parent, 10, "netem" + delayText());
      parent = "parent 10:";
    }
    if (limited) {
      discipline(
          parent, 20, "tbf rate " + kilobits + "kbit burst " + BURST + " latency " + LONGEST_QUEUE);
    }
  }

  private void discipline(String parent, int handle, String what) {
    line("tc qdisc add dev eth0 " + parent + " handle " + handle + ": " + what);
  }

  private String delayText() {
    return faults.isDelayed() ? " delay " + faults.delay().toMillis() + "ms" : "";
  }

  private static String micros(Duration mean, Duration spread) {
    return mean.toNanos() / 1_000 + "us " + spread.toNanos() / 1_000 + "us";
  }

  private boolean hasClasses() {
    return faults.reordering() > 0 || faults.corruption() > 0;
  }

  private void line(String command) {
    script.append(command).append('\n');
  }

  /** The commands that put the rules in the place of those before. */
  String script() {
    return script.toString().strip();
  }

  /** What the script uses that not every kernel has; empty if nothing. */
  String needs() {
    return faults.isDelayed() || hasClasses()
        ? "netem (delays, reordering, corruption)"
        : faults.duplication() > 0 ? "the target TEE of iptables (duplication)" : "";
  }

  /**
   * Adds what the kernel counted since the rules were installed. To be called once, just before
   * they are replaced.
   *
   * @param output of {@link #COUNTERS}
   * @throws IllegalStateException if the kernel does not have these rules
   */
  void count(String output, Function<String, FaultCounter> counters) {
    received.count(node, output, counters);
    sent.count(node, output, counters);
    if (faults.isDelayed()) {
      counters
          .apply("delay at node " + node)
          .hits(figure("netem 10:", "Sent \\d+ bytes (\\d+)", output));
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
    return Long.parseLong(found.group(1));
  }
}
