package dev.gossip.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node behind a NAT that forgets the mapping of its link and gives it another port. */
@RequiresDocker
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class NatRebindingIT {
  private static final int OUTSIDE = 0;
  private static final int INSIDE = 1;
  // Its own node has no links: this container only forwards.
  private static final int ROUTER = 2;

  private static final Duration INTERVAL = Duration.ofMillis(50);

  /** Ports of a mapping, as iptables writes them. */
  private static final String FIRST_PORTS = "20000-29999";

  private static final String SECOND_PORTS = "30000-39999";

  /** Ten times the loss that is allowed, since the machine may be busy. */
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(10);

  @Test
  void linkSurvivesThatTheNatGivesItAnotherPort() throws IOException {
    NetworkPlan plan =
        NetworkPlan.seeded(1)
            .nodes(3)
            .topology(Topologies.of("no link at first", List.of()))
            .build();
    try (GossipCluster cluster =
        GossipCluster.of(plan).node(ROUTER, NatRebindingIT::forward).open()) {
      putInsideNodeBehindTheRouter(cluster);
      setMapping(cluster, "-A", FIRST_PORTS);
      dialFromInside(cluster);
      assertThat(addressOfInside(cluster)).matches(portOfRouter(cluster, FIRST_PORTS));
      Traffic traffic = new Traffic(cluster);
      traffic.publishAndAwaitBothWays();

      rebind(cluster);
      long endNanos = System.nanoTime() + RECOVERY_LIMIT.toNanos();
      String moved = portOfRouter(cluster, SECOND_PORTS);
      while (!addressOfInside(cluster).matches(moved) && System.nanoTime() < endNanos) {
        traffic.publishBothWays();
      }
      assertThat(eventsOf(cluster, "peer-down")).isEmpty();
      assertThat(addressOfInside(cluster)).matches(moved);

      traffic.publishAndAwaitBothWays();
      System.out.printf(
          "the NAT changed the port: of %d messages, %d were lost, within %d ms%n",
          traffic.published.size(), traffic.lost().size(), traffic.outage().toMillis());
      assertThat(traffic.outage()).isLessThan(RECOVERY_LIMIT);
      assertThat(eventsOf(cluster, "peer-down")).isEmpty();
      assertThat(eventsOf(cluster, "peer-up")).as("one at each end").hasSize(2);
      assertThat(eventsOf(cluster, "peer-moved")).as("at the outside node").isNotEmpty();
    }
  }

  private static void forward(GossipContainer container) {
    container.withCreateContainerCmdModifier(
        command -> command.getHostConfig().withSysctls(Map.of("net.ipv4.ip_forward", "1")));
  }

  /**
   * The nodes share one Docker network, so that the test reaches their control ports. What the
   * inside node sends to the outside node goes through the router, and only that.
   */
  private static void putInsideNodeBehindTheRouter(GossipCluster cluster) {
    GossipContainer router = cluster.container(ROUTER);
    // A redirect would show the direct path to the inside node.
    router.shell("iptables -A OUTPUT -p icmp --icmp-type redirect -j DROP");
    cluster
        .container(INSIDE)
        .shell("ip route add " + cluster.container(OUTSIDE).address() + " via " + router.address());
  }

  /** Adds ({@code -A}) or deletes ({@code -D}) the rule for the ports of new mappings. */
  private static void setMapping(GossipCluster cluster, String change, String ports) {
    String inside = cluster.container(INSIDE).address();
    String outside = cluster.container(OUTSIDE).address();
    cluster
        .container(ROUTER)
        .shell(
            String.format(
                "iptables -t nat %s POSTROUTING -p udp -s %s -d %s -j MASQUERADE --to-ports %s",
                change, inside, outside, ports));
  }

  /**
   * Makes the router forget its mappings, and choose among other ports from now on. The kernel
   * deletes the connection tracking entries of a masquerade when the address that it used is
   * removed.
   */
  private static void rebind(GossipCluster cluster) {
    setMapping(cluster, "-D", FIRST_PORTS);
    setMapping(cluster, "-A", SECOND_PORTS);
    cluster
        .container(ROUTER)
        .shell(
            """
            address=$(ip -o -4 address show dev eth0 | tr -s ' ' | cut -d ' ' -f 4)
            default=$(ip route show default)
            ip address del $address dev eth0
            ip address add $address dev eth0
            [ -z "$default" ] || ip route add $default
            """);
  }

  private static void dialFromInside(GossipCluster cluster) throws IOException {
    String outside = cluster.container(OUTSIDE).address() + ":" + GossipContainer.GOSSIP_PORT;
    cluster.container(INSIDE).control().addPeer(outside);
    cluster.await(
        () -> "the link to be up at both ends",
        () ->
            cluster.linksOf(INSIDE).contains(OUTSIDE) && cluster.linksOf(OUTSIDE).contains(INSIDE));
  }

  /** Where the outside node sees the inside node. */
  private static String addressOfInside(GossipCluster cluster) throws IOException {
    return String.join(" ", cluster.container(OUTSIDE).control().peers().values());
  }

  private static List<String> eventsOf(GossipCluster cluster, String name) {
    List<String> lines = new ArrayList<>();
    for (int node : List.of(OUTSIDE, INSIDE)) {
      cluster
          .container(node)
          .getLogs()
          .lines()
          .filter(line -> line.contains("\"event\":\"" + name + "\""))
          .forEach(lines::add);
    }
    return lines;
  }

  /** A pattern for an address with one of the ports. */
  private static String portOfRouter(GossipCluster cluster, String ports) {
    return cluster.container(ROUTER).address() + ":" + ports.charAt(0) + "\\d{4}";
  }

  /** Messages in both directions. Flooding sends each only once. */
  private static final class Traffic {
    private final GossipCluster cluster;
    private final List<MessageRecord> published = new ArrayList<>();

    Traffic(GossipCluster cluster) {
      this.cluster = cluster;
    }

    /** Publishes at both nodes and waits for an interval. */
    void publishBothWays() {
      for (int node : List.of(OUTSIDE, INSIDE)) {
        published.add(cluster.message(cluster.publish(node, "from " + node)));
      }
      long endNanos = System.nanoTime() + INTERVAL.toNanos();
      cluster.await(() -> "an interval to pass", () -> System.nanoTime() >= endNanos);
    }

    void publishAndAwaitBothWays() {
      publishBothWays();
      List<MessageRecord> last =
          List.copyOf(published.subList(published.size() - 2, published.size()));
      cluster.await(
          () -> "messages in both directions",
          () -> last.stream().allMatch(message -> message.deliveries() > 0));
    }

    List<MessageRecord> lost() {
      return published.stream().filter(message -> message.deliveries() == 0).toList();
    }

    /** From the first message that was lost until an interval after the last one. */
    Duration outage() {
      List<MessageRecord> lost = lost();
      return lost.isEmpty()
          ? Duration.ZERO
          : Duration.ofNanos(
                  lost.get(lost.size() - 1).publishedNanos() - lost.get(0).publishedNanos())
              .plus(INTERVAL);
    }
  }
}
