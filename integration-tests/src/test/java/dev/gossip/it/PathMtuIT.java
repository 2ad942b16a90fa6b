package dev.gossip.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.Network;

/** Large messages between nodes whose interfaces, or whose path, have an unusual MTU. */
@RequiresDocker
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class PathMtuIT {
  private static final int IPV4_AND_UDP_HEADERS = 28;
  private static final String PAYLOAD = "x".repeat(60_000);

  /** More than enough for all probes: each message is many datagrams. */
  private static final int MAX_ROUNDS = 100;

  private static final int ONE = 0;
  private static final int OTHER = 1;
  // Its own node has no links: this container only forwards.
  private static final int ROUTER = 2;

  @ParameterizedTest
  @ValueSource(ints = {576, 1_400, 9_000})
  void datagramsFillTheInterfaceAndNoneIsDivided(int mtu) throws IOException {
    NetworkPlan plan = NetworkPlan.seeded(1).nodes(2).topology(Topologies.line()).build();
    try (Network network = networkOf(mtu);
        GossipCluster cluster = GossipCluster.of(plan).network(network).start()) {
      assertThat(mtuOf(cluster.container(ONE))).isEqualTo(mtu);

      publishUntilProven(cluster, mtu - IPV4_AND_UDP_HEADERS);

      assertNothingWasDivided(cluster);
    }
  }

  @Test
  void narrowPartOfAPathIsFound() throws IOException {
    NetworkPlan plan =
        NetworkPlan.seeded(1)
            .nodes(3)
            .topology(Topologies.of("no link at first", List.of()))
            .build();
    try (Network network = networkOf(1_500);
        GossipCluster cluster =
            GossipCluster.of(plan).network(network).node(ROUTER, PathMtuIT::forward).open()) {
      putRouterBetween(cluster, 1_400);
      cluster
          .container(ONE)
          .control()
          .addPeer(cluster.container(OTHER).address() + ":" + GossipContainer.GOSSIP_PORT);
      cluster.await(
          () -> "the link to be up at both ends",
          () -> cluster.linksOf(ONE).contains(OTHER) && cluster.linksOf(OTHER).contains(ONE));

      publishUntilProven(cluster, 1_400 - IPV4_AND_UDP_HEADERS);
      // The search goes on with larger datagrams, which get lost.
      publishBothWays(cluster);

      assertThat(datagramBytes(cluster)).containsOnly(1_400 - IPV4_AND_UDP_HEADERS);
      assertNothingWasDivided(cluster);
    }
  }

  private static Network networkOf(int mtu) {
    return Network.builder()
        .createNetworkCmdModifier(
            command ->
                command.withOptions(Map.of("com.docker.network.driver.mtu", Integer.toString(mtu))))
        .build();
  }

  private static int mtuOf(GossipContainer container) {
    return Integer.parseInt(container.shell("cat /sys/class/net/eth0/mtu").strip());
  }

  private static void forward(GossipContainer container) {
    container.withCreateContainerCmdModifier(
        command -> command.getHostConfig().withSysctls(Map.of("net.ipv4.ip_forward", "1")));
  }

  /**
   * Sends what the nodes send to each other through the router. What its interface does not take is
   * lost without notice, since all three are on one network.
   */
  private static void putRouterBetween(GossipCluster cluster, int mtu) {
    GossipContainer router = cluster.container(ROUTER);
    // A redirect would show the direct path to the nodes.
    router.shell("iptables -A OUTPUT -p icmp --icmp-type redirect -j DROP");
    router.shell("ip link set dev eth0 mtu " + mtu);
    String one = cluster.container(ONE).address();
    String other = cluster.container(OTHER).address();
    cluster.container(ONE).shell("ip route add " + other + " via " + router.address());
    cluster.container(OTHER).shell("ip route add " + one + " via " + router.address());
  }

  /** Publishes at both nodes until the path is known to carry datagrams of a size both ways. */
  private static void publishUntilProven(GossipCluster cluster, int bytes) throws IOException {
    for (int round = 0; round < MAX_ROUNDS && !isProven(cluster, bytes); round++) {
      publishBothWays(cluster);
      assertThat(datagramBytes(cluster)).allMatch(proven -> proven <= bytes);
    }
    assertThat(datagramBytes(cluster)).containsOnly(bytes);
    // Also in datagrams of that size.
    publishBothWays(cluster);
  }

  private static boolean isProven(GossipCluster cluster, int bytes) throws IOException {
    return datagramBytes(cluster).stream().allMatch(proven -> proven == bytes);
  }

  private static void publishBothWays(GossipCluster cluster) {
    List<MessageId> published =
        List.of(cluster.publish(ONE, PAYLOAD), cluster.publish(OTHER, PAYLOAD));
    cluster.await(
        () -> "large messages in both directions",
        () -> published.stream().allMatch(id -> cluster.message(id).deliveries() > 0));
  }

  /** What both nodes know of the path between them. */
  private static List<Integer> datagramBytes(GossipCluster cluster) throws IOException {
    List<Integer> bytes = new ArrayList<>();
    for (int node : List.of(ONE, OTHER)) {
      bytes.addAll(cluster.container(node).control().datagramBytes().values());
    }
    assertThat(bytes).hasSize(2);
    return bytes;
  }

  /** The counters of a container begin at 0 with its network namespace. */
  private static void assertNothingWasDivided(GossipCluster cluster) {
    for (int node = 0; node < cluster.nodes(); node++) {
      String counters = cluster.container(node).shell("cat /proc/net/snmp");
      assertThat(ipCounter(counters, "FragCreates")).as("node %d", node).isZero();
      assertThat(ipCounter(counters, "ReasmReqds")).as("node %d", node).isZero();
    }
  }

  /** The lines of {@code /proc/net/snmp} come in pairs, first the names, then the values. */
  private static long ipCounter(String counters, String name) {
    List<String> lines = counters.lines().filter(line -> line.startsWith("Ip: ")).toList();
    List<String> names = Arrays.asList(lines.get(0).split(" ", -1));
    return Long.parseLong(lines.get(1).split(" ", -1)[names.indexOf(name)]);
  }
}
