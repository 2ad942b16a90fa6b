package dev.gossip.reputation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.signing.AuthorKey;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import dev.gossip.testkit.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;

/**
 * One author publishes at many places, at each as much as its budget admits. Each relayer accepts
 * other messages of it than the others, and offers them for minutes. The author is limited, and
 * nobody is banned for bringing what other nodes request again and again.
 */
class AuthorAtManyNodesTest {
  private static final int PLACES = 6;
  private static final int SECONDS = 240;

  @TempDir private Path folder = Path.of("");

  @GossipTest
  @ManySeeds(1)
  void nodesThatAcceptedOtherMessagesOfAnAuthorBanNobody(@Seed long seed) throws IOException {
    Path key = folder.resolve(seed + ".pem");
    AuthorKey.generate(new SplittableRandom(seed)).write(key);
    HonestBans bans = new HonestBans();
    SimulatedNetwork network =
        TestNetworks.protectedBy("reputation, rate-limit", seed)
            .nodes(2 * PLACES)
            .topology(Topologies.of("relayers, and a publisher at each", links()))
            .set("gossip.signing.use", "ed25519")
            .set("gossip.spam.rate-limit.author-messages-per-second", "1")
            .set("gossip.spam.rate-limit.author-burst-messages", "10")
            .variant(
                AuthorAtManyNodesTest::isPublisher,
                publisher -> publisher.set("gossip.signing.ed25519.key", key.toString()))
            .events(bans)
            .start();
    network.runFor(Duration.ofSeconds(3));
    SplittableRandom random = new SplittableRandom(seed);
    for (int second = 0; second < SECONDS; second++) {
      for (int place = 0; place < PLACES; place++) {
        TestNetworks.publish(network.node(PLACES + place), 64, random);
        network.runFor(Duration.ofSeconds(1).dividedBy(PLACES));
      }
    }

    // Whose publisher is first in a second has few itself, the others the more.
    long overBudget =
        network.nodes().subList(0, PLACES).stream()
            .mapToLong(relayer -> relayer.metrics().get("dropped.ignored"))
            .sum();
    assertThat(overBudget)
        .as("messages over the budget at all relayers (seed %d)", seed)
        .isGreaterThan((long) PLACES * SECONDS);
    assertThat(bans.in(network)).as("bans of honest peers (seed %d)", seed).isEmpty();
  }

  private static boolean isPublisher(int node) {
    return node >= PLACES;
  }

  private static List<Edge> links() {
    List<Edge> links = new ArrayList<>();
    for (int relayer = 0; relayer < PLACES; relayer++) {
      links.add(new Edge(relayer, PLACES + relayer));
      for (int other = relayer + 1; other < PLACES; other++) {
        links.add(new Edge(relayer, other));
      }
    }
    return links;
  }
}
