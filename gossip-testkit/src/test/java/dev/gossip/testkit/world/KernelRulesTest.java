package dev.gossip.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCounter;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The commands that make faults in a container, and how the counters of the kernel are read. */
class KernelRulesTest {
  private static final String LISTING =
      """
      Chain INPUT (policy ACCEPT 310 packets, 45120 bytes)
          pkts      bytes target     prot opt in     out     source               destination
           400    52000            udp  --  *      *       0.0.0.0/0            0.0.0.0/0
            25     3250 DROP       udp  --  *      *       172.18.0.2           0.0.0.0/0
             0        0 DROP       udp  --  *      *       172.18.0.3           0.0.0.0/0
            75     9750 DROP       17   --  *      *       0.0.0.0/0            0.0.0.0/0  statistic
      """;

  private static final String DISCIPLINES =
      """
      qdisc netem 1: root refcnt 13 limit 1000 delay 100ms
       Sent 33000 bytes 220 pkt (dropped 0, overlimits 0 requeues 0)
       backlog 0b 0p requeues 0
      qdisc tbf 10: parent 1: rate 256Kbit burst 4Kb lat 400ms
       Sent 33000 bytes 220 pkt (dropped 3, overlimits 17 requeues 0)
       backlog 0b 0p requeues 0
      """;

  private final SortedMap<String, FaultCounter> counters = new TreeMap<>();

  private static SortedMap<Edge, String> noCuts() {
    return new TreeMap<>(Comparator.comparingInt(Edge::dialer));
  }

  private static SortedMap<Edge, String> cuts() {
    SortedMap<Edge, String> cuts = noCuts();
    cuts.put(new Edge(0, 4), "172.18.0.2");
    cuts.put(new Edge(1, 4), "172.18.0.3");
    return cuts;
  }

  private void count(KernelRules rules, String output) {
    rules.count(output, fault -> counters.computeIfAbsent(fault, FaultCounter::new));
  }

  private long hits(String fault) {
    return counter(fault).hits();
  }

  private FaultCounter counter(String fault) {
    return Objects.requireNonNull(counters.get(fault), fault);
  }

  @Test
  void withoutFaultsAllRulesAreRemoved() {
    assertThat(KernelRules.of(4, noCuts(), 0, Duration.ZERO, 0).script())
        .isEqualTo(
            """
            iptables -F INPUT
            iptables -A INPUT -p udp
            tc qdisc del dev eth0 root 2>/dev/null || true\
            """);
  }

  @Test
  void everyFaultHasItsRule() {
    KernelRules rules = KernelRules.of(4, cuts(), 0.25, Duration.ofMillis(100), 256);

    assertThat(rules.needsNetem()).isTrue();
    assertThat(rules.script())
        .isEqualTo(
            """
            iptables -F INPUT
            iptables -A INPUT -p udp
            iptables -A INPUT -p udp -s 172.18.0.2 -j DROP
            iptables -A INPUT -p udp -s 172.18.0.3 -j DROP
            iptables -A INPUT -p udp -m statistic --mode random --probability 0.25 -j DROP
            tc qdisc del dev eth0 root 2>/dev/null || true
            tc qdisc add dev eth0 root handle 1: netem delay 100ms
            tc qdisc add dev eth0 parent 1: handle 10: tbf rate 256kbit burst 32kbit latency 400ms\
            """);
  }

  @Test
  void rateWithoutDelayIsTheRootDiscipline() {
    KernelRules rules = KernelRules.of(4, noCuts(), 0, Duration.ZERO, 256);

    assertThat(rules.needsNetem()).isFalse();
    assertThat(rules.script())
        .endsWith(
            "tc qdisc add dev eth0 root handle 10: tbf rate 256kbit burst 32kbit latency 400ms");
  }

  @Test
  void packetsOfEachRuleAreHitsOfItsFault() {
    count(KernelRules.of(4, cuts(), 0.25, Duration.ofMillis(100), 256), LISTING + DISCIPLINES);

    assertThat(hits("cut from 0 to 4")).isEqualTo(25);
    assertThat(hits("cut from 1 to 4")).isZero();
    assertThat(hits("loss of 0.25")).isEqualTo(75);
    assertThat(hits("delay at node 4")).isEqualTo(220);
    assertThat(hits("rate of node 4")).isEqualTo(17);
    assertThat(counters.values()).noneMatch(counter -> counter.count().isBroken());
  }

  @Test
  void lossThatLosesNothingOfManyPacketsIsBroken() {
    String listing = LISTING.replaceAll("75 +9750", " 0    0");
    count(KernelRules.of(4, cuts(), 0.25, Duration.ZERO, 0), listing);

    // The probability is that of 375 packets: the cuts dropped the other 25.
    assertThat(counter("loss of 0.25").count().chanceOfNone())
        .isCloseTo(Math.pow(0.75, 375), org.assertj.core.api.Assertions.withinPercentage(0.01));
    assertThat(counter("loss of 0.25").count().isBroken()).isTrue();
    assertThat(counter("cut from 1 to 4").count().isBroken()).isFalse();
  }

  @Test
  void missingRulesAreAnError() {
    KernelRules rules = KernelRules.of(4, cuts(), 0, Duration.ofMillis(100), 0);
    String all = LISTING.lines().limit(5).map(line -> line + "\n").reduce("", String::concat);

    assertThatThrownBy(() -> count(rules, "Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n"))
        .hasMessageStartingWith("node 4 should have 3 rules for what it receives, but has:");
    assertThatThrownBy(() -> count(rules, all + "qdisc noqueue 0: root refcnt 2\n"))
        .hasMessageStartingWith("node 4 should have the discipline netem, but has:");
  }
}
