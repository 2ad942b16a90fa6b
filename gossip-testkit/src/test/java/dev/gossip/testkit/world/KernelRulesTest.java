package dev.gossip.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCounter;
import dev.gossip.testkit.world.KernelRules.Addresses;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
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

  private static final String OUTPUT =
      """
      Chain OUTPUT (policy ACCEPT 1200 packets, 45120 bytes)
          pkts      bytes target     prot opt in     out     source               destination
            99    12870 ACCEPT     17   --  *      *       0.0.0.0/0            0.0.0.0/0  mark match 0x1
          1000   130000            17   --  *      *       0.0.0.0/0            0.0.0.0/0
           100    13000 MARK       17   --  *      *       0.0.0.0/0            0.0.0.0/0  MARK set 0x1
            60     7800 TEE        17   --  *      *       0.0.0.0/0            172.18.0.2  TEE gw:172.18.0.2
            40     5200 TEE        17   --  *      *       0.0.0.0/0            172.18.0.3  TEE gw:172.18.0.3
           200    26000 MARK       17   --  *      *       0.0.0.0/0            0.0.0.0/0  MARK set 0x2
             0        0 MARK       17   --  *      *       0.0.0.0/0            0.0.0.0/0  MARK set 0x3
           200    26000 CLASSIFY   17   --  *      *       0.0.0.0/0            0.0.0.0/0  set 1:2
             0        0 CLASSIFY   17   --  *      *       0.0.0.0/0            0.0.0.0/0  set 1:3
      """;

  private static final String DISCIPLINES =
      """
      qdisc netem 10: root refcnt 13 limit 1000 delay 100ms
       Sent 33000 bytes 220 pkt (dropped 0, overlimits 0 requeues 0)
       backlog 0b 0p requeues 0
      qdisc tbf 20: parent 10: rate 256Kbit burst 4Kb lat 400ms
       Sent 33000 bytes 220 pkt (dropped 3, overlimits 17 requeues 0)
       backlog 0b 0p requeues 0
      """;

  private final SortedMap<String, FaultCounter> counters = new TreeMap<>();

  private static Addresses noCuts() {
    return new Addresses(
        new TreeMap<>(Comparator.comparingInt(Edge::dialer)), List.of("172.18.0.2", "172.18.0.3"));
  }

  private static Addresses cuts() {
    Addresses addresses = noCuts();
    addresses.cuts().put(new Edge(0, 4), "172.18.0.2");
    addresses.cuts().put(new Edge(1, 4), "172.18.0.3");
    return addresses;
  }

  private static WireFaults lossAndDelay() {
    return WireFaults.NONE.losing(0.25).delaying(Duration.ofMillis(100));
  }

  private static WireFaults marked() {
    return WireFaults.NONE.duplicating(0.1).reordering(0.2, Duration.ofMillis(50)).corrupting(0.3);
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
    assertThat(KernelRules.of(4, noCuts(), WireFaults.NONE, 0).script())
        .isEqualTo(
            """
            iptables -F INPUT
            iptables -A INPUT -p udp
            iptables -t mangle -F OUTPUT
            tc qdisc del dev eth0 root 2>/dev/null || true\
            """);
  }

  @Test
  void everyFaultHasItsRule() {
    KernelRules rules = KernelRules.of(4, cuts(), lossAndDelay(), 256);

    assertThat(rules.needs()).startsWith("netem");
    assertThat(rules.script())
        .isEqualTo(
            """
            iptables -F INPUT
            iptables -A INPUT -p udp
            iptables -A INPUT -p udp -s 172.18.0.2 -j DROP
            iptables -A INPUT -p udp -s 172.18.0.3 -j DROP
            iptables -A INPUT -p udp -m statistic --mode random --probability 0.25 -j DROP
            iptables -t mangle -F OUTPUT
            tc qdisc del dev eth0 root 2>/dev/null || true
            tc qdisc add dev eth0 root handle 10: netem delay 100ms
            tc qdisc add dev eth0 parent 10: handle 20: tbf rate 256kbit burst 32kbit latency 400ms\
            """);
  }

  @Test
  void datagramsAreChosenToBeSentTwiceLateOrDamaged() {
    KernelRules rules = KernelRules.of(4, noCuts(), marked(), 0);

    assertThat(rules.needs()).startsWith("netem");
    assertThat(rules.script())
        .isEqualTo(
            """
            iptables -F INPUT
            iptables -A INPUT -p udp
            iptables -t mangle -F OUTPUT
            iptables -t mangle -A OUTPUT -p udp -m mark --mark 1 -j ACCEPT
            iptables -t mangle -A OUTPUT -p udp
            iptables -t mangle -A OUTPUT -p udp -m mark --mark 0 -m statistic --mode random \
            --probability 0.1 -j MARK --set-mark 1
            iptables -t mangle -A OUTPUT -p udp -m mark --mark 1 -d 172.18.0.2 -j TEE \
            --gateway 172.18.0.2
            iptables -t mangle -A OUTPUT -p udp -m mark --mark 1 -d 172.18.0.3 -j TEE \
            --gateway 172.18.0.3
            iptables -t mangle -A OUTPUT -p udp -m mark --mark 0 -m statistic --mode random \
            --probability 0.2 -j MARK --set-mark 2
            iptables -t mangle -A OUTPUT -p udp -m mark --mark 0 -m statistic --mode random \
            --probability 0.3 -j MARK --set-mark 3
            iptables -t mangle -A OUTPUT -p udp -m mark --mark 2 -j CLASSIFY --set-class 1:2
            iptables -t mangle -A OUTPUT -p udp -m mark --mark 3 -j CLASSIFY --set-class 1:3
            tc qdisc del dev eth0 root 2>/dev/null || true
            tc qdisc add dev eth0 root handle 1: prio bands 3 priomap 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
            tc qdisc add dev eth0 parent 1:2 handle 30: netem delay 25000us 25000us
            tc qdisc add dev eth0 parent 1:3 handle 40: netem corrupt 100%\
            """);
  }

  @Test
  void lateAndDamagedDatagramsHaveTheDelayOfAll() {
    WireFaults faults = marked().delaying(Duration.ofMillis(40));

    assertThat(KernelRules.of(4, noCuts(), faults, 256).script())
        .endsWith(
            """
            tc qdisc add dev eth0 parent 1:2 handle 30: netem delay 65000us 25000us
            tc qdisc add dev eth0 parent 1:3 handle 40: netem delay 40ms corrupt 100%
            tc qdisc add dev eth0 parent 1:1 handle 10: netem delay 40ms
            tc qdisc add dev eth0 parent 10: handle 20: tbf rate 256kbit burst 32kbit latency 400ms\
            """);
  }

  @Test
  void duplicationNeedsNoDiscipline() {
    KernelRules rules = KernelRules.of(4, noCuts(), WireFaults.NONE.duplicating(0.1), 0);

    assertThat(rules.needs()).contains("TEE");
    assertThat(rules.script()).doesNotContain("tc qdisc add");
  }

  @Test
  void markedDatagramsAreHitsOfTheirFaults() {
    String listing = LISTING.lines().limit(3).map(line -> line + "\n").reduce("", String::concat);
    count(KernelRules.of(4, noCuts(), marked(), 0), listing + OUTPUT + "qdisc prio 1: root\n");

    assertThat(hits("duplication of 0.1")).isEqualTo(100);
    assertThat(hits("reordering of 0.2")).isEqualTo(200);
    assertThat(counter("reordering of 0.2").count().isBroken()).isFalse();
    // Of the 700 datagrams that no other fault chose, none was damaged.
    assertThat(counter("corruption of 0.3").count().isBroken()).isTrue();
  }

  @Test
  void rateWithoutDelayIsTheRootDiscipline() {
    KernelRules rules = KernelRules.of(4, noCuts(), WireFaults.NONE, 256);

    assertThat(rules.needs()).isEmpty();
    assertThat(rules.script())
        .endsWith(
            "tc qdisc add dev eth0 root handle 20: tbf rate 256kbit burst 32kbit latency 400ms");
  }

  @Test
  void packetsOfEachRuleAreHitsOfItsFault() {
    count(KernelRules.of(4, cuts(), lossAndDelay(), 256), LISTING + DISCIPLINES);

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
    count(KernelRules.of(4, cuts(), WireFaults.NONE.losing(0.25), 0), listing);

    // The probability is that of 375 packets: the cuts dropped the other 25.
    assertThat(counter("loss of 0.25").count().chanceOfNone())
        .isCloseTo(Math.pow(0.75, 375), org.assertj.core.api.Assertions.withinPercentage(0.01));
    assertThat(counter("loss of 0.25").count().isBroken()).isTrue();
    assertThat(counter("cut from 1 to 4").count().isBroken()).isFalse();
  }

  @Test
  void missingRulesAreAnError() {
    KernelRules rules =
        KernelRules.of(4, cuts(), WireFaults.NONE.delaying(Duration.ofMillis(100)), 0);
    String all = LISTING.lines().limit(5).map(line -> line + "\n").reduce("", String::concat);

    assertThatThrownBy(() -> count(rules, "Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n"))
        .hasMessageStartingWith("node 4 should have 3 rules for what it receives, but has:");
    KernelRules marking = KernelRules.of(4, noCuts(), marked(), 0);
    assertThatThrownBy(
            () -> count(marking, LISTING.lines().limit(3).reduce("", (a, b) -> a + b + "\n")))
        .hasMessageStartingWith("node 4 should have 9 rules for what it sends, but has:");
    assertThatThrownBy(() -> count(rules, all + "qdisc noqueue 0: root refcnt 2\n"))
        .hasMessageStartingWith("node 4 should have the discipline netem 10:, but has:");
  }
}
