package dev.gossip.it;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static dev.gossip.testkit.container.GossipContainer.GOSSIP_PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.api.MessageId;
import dev.gossip.it.dns.NameServer;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.ControlClient;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.GossipImage;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/** Nodes that find each other: from one seed, and by a name whose addresses change. */
@RequiresDocker
@Timeout(value = 420, threadMode = SEPARATE_THREAD)
class DiscoveryIT {
  private static final int SEED = 0;

  /** Fewer than the default, so that twelve nodes do not have to be linked each with each. */
  private static final int OUTBOUND = 4;

  /** Dials nobody, so that only the name leads others to it. */
  private static final int SILENT = 0;

  private static final Map<String, String> QUICK_START =
      Map.of("GOSSIP_JAVA_OPTS", "-XX:TieredStopAtLevel=1");

  @BeforeAll
  static void buildTheImage() throws Exception {
    // Not part of what is measured.
    GossipImage.ofClassPath().get();
  }

  private static NetworkPlan.Builder withoutPeers(int nodes) {
    return NetworkPlan.seeded(1)
        .nodes(nodes)
        .topology(Topologies.of("no link at first", List.of()));
  }

  // ---- from one seed -------------------------------------------------------------------------

  @Test
  void twelveNodesWithOneSeedAreOneNetworkAlsoWithoutIt() {
    NetworkPlan plan =
        withoutPeers(12)
            .set("gossip.membership.outbound.outbound", String.valueOf(OUTBOUND))
            .build();
    GossipCluster.Builder builder = GossipCluster.of(plan).waitLimit(Duration.ofMinutes(3));
    for (int node = 0; node < 12; node++) {
      String[] start =
          node == SEED
              ? new String[] {"--discovery", "bootstrap"}
              : new String[] {"--seed", "node-" + SEED + ":" + GOSSIP_PORT};
      builder.node(node, container -> container.withEnv(QUICK_START).withArguments(start));
    }
    try (GossipCluster cluster = builder.open()) {
      long upNanos = System.nanoTime();
      awaitLinksAmong(cluster, upNodes(cluster));
      print("twelve nodes were linked through one seed in", upNanos);
      assertArrivesEverywhere(cluster, 5, "from one seed");
      awaitTargets(cluster);
      print("twelve nodes had dialed as many peers as they want in", upNanos);

      cluster.stop(SEED);
      assertArrivesEverywhere(cluster, 1, "right after the seed has stopped");
      awaitLinksAmong(cluster, upNodes(cluster));
      assertArrivesEverywhere(cluster, 11, "without the seed");
    }
  }

  /**
   * Until each node that is up has dialed as many peers as it wants, or is linked with all. A node
   * that was up early may be linked with all that it knows, and know fewer; it asks its peers again
   * after a minute and a half.
   */
  private static void awaitTargets(GossipCluster cluster) {
    SortedSet<Integer> up = new TreeSet<>(upNodes(cluster));
    Map<Integer, ControlClient> controls = new TreeMap<>();
    up.forEach(node -> controls.put(node, cluster.container(node).control()));
    cluster.await(
        () -> "each node to have its peers; there are links with " + links(cluster, up),
        () ->
            controls.entrySet().stream()
                .allMatch(
                    node -> hasItsPeers(cluster.linksOf(node.getKey()), node.getValue(), up)));
  }

  /** Until no node has a link with another one than these, and all have several. */
  private static void awaitLinksAmong(GossipCluster cluster, List<Integer> nodes) {
    SortedSet<Integer> among = new TreeSet<>(nodes);
    cluster.await(
        () -> "links among these nodes only; there are links with " + links(cluster, among),
        () ->
            links(cluster, among).stream()
                .allMatch(linked -> among.containsAll(linked) && linked.size() >= OUTBOUND));
  }

  private static boolean hasItsPeers(
      SortedSet<Integer> linked, ControlClient control, SortedSet<Integer> up) {
    if (!up.containsAll(linked) || linked.size() < OUTBOUND) {
      return false;
    }
    return linked.size() == up.size() - 1 || outboundPeers(control) >= OUTBOUND;
  }

  private static List<Integer> upNodes(GossipCluster cluster) {
    return IntStream.range(0, cluster.nodes()).filter(cluster::isUp).boxed().toList();
  }

  private static List<SortedSet<Integer>> links(GossipCluster cluster, SortedSet<Integer> nodes) {
    return nodes.stream().map(cluster::linksOf).toList();
  }

  private static int outboundPeers(ControlClient control) {
    try {
      return control.outboundPeers().size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- by a name -----------------------------------------------------------------------------

  @Test
  void nodeAtAnotherAddressIsLinkedAgainWhenTheNameHasIt() {
    try (Network network = Network.newNetwork();
        NameServer names = new NameServer(network)) {
      names.start();
      GossipCluster.Builder builder = GossipCluster.of(withoutPeers(5).build()).network(network);
      for (int node = 0; node < 5; node++) {
        builder.node(node, container -> container.withEnv(QUICK_START));
        if (node != SILENT) {
          builder.node(node, container -> lookUp(container, names));
        }
      }
      try (GossipCluster cluster = builder.open();
          GenericContainer<?> first = idle(network);
          GenericContainer<?> second = idle(network)) {
        long upNanos = System.nanoTime();
        names.setAddresses(addresses(cluster));
        for (int node = 0; node < 5; node++) {
          awaitLinkedWithAll(cluster, node);
        }
        print("five nodes were linked by a name in", upNanos);

        startElsewhere(cluster, SILENT, first);
        long changedNanos = System.nanoTime();
        names.setAddresses(addresses(cluster));
        awaitLinkedWithAll(cluster, SILENT);
        print("a node was found at its new address in", changedNanos);
        assertArrivesEverywhere(cluster, SILENT, "from the node that was found");

        startElsewhere(cluster, 1, second);
        long startedNanos = System.nanoTime();
        names.setAddresses(addresses(cluster));
        awaitLinkedWithAll(cluster, 1);
        print("a node that looks up the name itself was linked in", startedNanos);
        assertArrivesEverywhere(cluster, 1, "from the node that came back");
      }
    }
  }

  private static void lookUp(GossipContainer container, NameServer names) {
    container
        .withNameServer(names.address())
        .withArguments("--discovery", "dns")
        .withSetting("gossip.discovery.dns.names", NameServer.NAME + ":" + GOSSIP_PORT)
        .withSetting("gossip.discovery.dns.refresh", "2s");
  }

  private static List<String> addresses(GossipCluster cluster) {
    return IntStream.range(0, cluster.nodes())
        .mapToObj(node -> cluster.container(node).address())
        .toList();
  }

  /** Within the time limit of the plan, which is 60 s. */
  private static void awaitLinkedWithAll(GossipCluster cluster, int node) {
    SortedSet<Integer> others = new TreeSet<>(upNodes(cluster));
    others.remove(node);
    cluster.await(
        () -> "node " + node + " to be linked with all; it is with " + cluster.linksOf(node),
        () -> cluster.linksOf(node).equals(others));
  }

  /**
   * Kills a node and starts it at another address, as a scheduler of containers does.
   *
   * @param holder gets the address that is free meanwhile
   */
  private static void startElsewhere(GossipCluster cluster, int node, GenericContainer<?> holder) {
    String before = cluster.container(node).address();
    cluster.crash(node);
    holder.start();
    cluster.restart(node);
    assertThat(cluster.container(node).address()).isNotEqualTo(before);
  }

  private static GenericContainer<?> idle(Network network) {
    // The image is built locally, so it is in no registry.
    return new GenericContainer<>(GossipImage.ofClassPath())
        .withImagePullPolicy(name -> false)
        .withNetwork(network)
        .withCreateContainerCmdModifier(create -> create.withEntrypoint("sleep"))
        .withCommand("600");
  }

  // ---- both ----------------------------------------------------------------------------------

  private static void assertArrivesEverywhere(GossipCluster cluster, int from, String text) {
    MessageId id = cluster.publish(from, text);
    cluster.awaitEverywhere(id);
    assertThat(cluster).message(id).reached(upNodes(cluster).stream().mapToInt(i -> i).toArray());
  }

  private static void print(String what, long sinceNanos) {
    double seconds = (System.nanoTime() - sinceNanos) / 1e9;
    System.out.printf(Locale.ROOT, "%s %.1f s%n", what, seconds);
  }
}
