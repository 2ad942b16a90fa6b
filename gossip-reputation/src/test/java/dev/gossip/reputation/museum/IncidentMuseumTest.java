package dev.gossip.reputation.museum;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.reputation.attack.TestNetworks;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import dev.gossip.testkit.Seed;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The museum. Numbers of the rules are those of the incidents where they were published, and
 * otherwise chosen so that the scorer would also get rid of an attacker.
 */
class IncidentMuseumTest {
  private static final int SEEDS = 1;
  private static final String TOPIC = "second";
  private static final Duration WHILE = Duration.ofSeconds(30);

  /** A peer whose messages this node cannot judge yet loses points; threshold 5. */
  @GossipTest
  @ManySeeds(SEEDS)
  void everybodyIsGuiltyWhenThisNodeIsWrong(@Seed long seed) {
    Incident.of(
            "prysm#17166",
            Rules.limit(5).charge(Signal.REJECTED, 1),
            (network, use) ->
                unsigned(network)
                    .nodes(9)
                    .topology(Topologies.complete())
                    .variant(
                        index -> index == 0,
                        node ->
                            node.with(Picky.ofAll(Duration.ofSeconds(20)))
                                .set("gossip.spam.use", use + ", picky")))
        .check(seed);
  }

  /** Only peers with the same software were left. */
  @GossipTest
  @ManySeeds(SEEDS)
  void versionsThatValidateDifferentlyBanEachOther(@Seed long seed) {
    new Incident(
            "prysm#16998",
            Rules.limit(10).charge(Signal.REJECTED, 1).charge(Signal.FORGED, 1),
            (network, use) ->
                network
                    .nodes(12)
                    .topology(Topologies.randomRegular(4))
                    .attack(Set.of(11), AttackKind.FORGER)
                    .variant(
                        index -> index < 6,
                        node ->
                            node.with(Picky.ofTopic(TOPIC))
                                .set("gossip.spam.use", use + ", picky")),
            network -> publishOnTwoTopics(network, IntStream.range(0, 11).boxed().toList(), 5))
        .check(seed);
  }

  /** A peer without a channel gets -100 at once, and its address is banned for 12 hours. */
  @GossipTest
  @ManySeeds(SEEDS)
  void peerWithoutAnOptionalFeatureIsBanned(@Seed long seed) {
    Incident.of(
            "lighthouse, as seen in myotis#422",
            Rules.limit(100)
                .charge(Signal.NO_FEATURE, 100)
                .ban(Duration.ofHours(12))
                .byAddressGroup(),
            (network, use) ->
                network
                    .nodes(8)
                    .topology(Topologies.randomRegular(4))
                    .variant(
                        index -> index == 2 || index == 5,
                        node -> node.set("gossip.relay.use", "flooding")))
        .check(seed);
  }

  /** The relayer is banned for what an author wrote; threshold 5. */
  @GossipTest
  @ManySeeds(SEEDS)
  void relayerPaysForTheAuthor(@Seed long seed) {
    new Incident(
            "telcoin-network#801",
            Rules.limit(5).charge(Signal.REJECTED, 1),
            (network, use) ->
                network
                    .nodes(6)
                    .topology(Topologies.line())
                    .variant(
                        index -> index >= 4,
                        node ->
                            node.with(Picky.ofTopic(TOPIC))
                                .set("gossip.spam.use", use + ", picky")),
            network -> publishOnTwoTopics(network, List.of(0), 2))
        .check(seed);
  }

  /**
   * Each late frame counts, 0.2 of them are kept each second, and more than 2 make the score
   * negative, with which a peer is pruned. A report here means that three times the expected time
   * has passed; it counts as 2.
   */
  @GossipTest
  @ManySeeds(SEEDS)
  void slowUplinkIsPunished(@Seed long seed) {
    new Incident(
            "nim-libp2p#2269",
            Rules.limit(2).charge(Signal.SLOW, 2).keep(0.2),
            (network, use) ->
                network
                    .nodes(10)
                    .topology(Topologies.randomRegular(4))
                    .faults(
                        faults -> faults.add("slow uplink of node 3", new SlowUplink(3, 20_000))),
            network -> {
              SplittableRandom random = new SplittableRandom(network.seed());
              for (int i = 0; i < 15; i++) {
                TestNetworks.publish(network.node(3), 64 << 10, random);
                network.runFor(Duration.ofSeconds(3));
              }
            })
        .check(seed);
  }

  /**
   * A peer that forwards what others reject is punished; the low tolerance is 3. The default is
   * slower, but not blind: two of nine peers are no common cause, so that without signatures it
   * discourages a peer that goes on like this for minutes.
   */
  @GossipTest
  @ManySeeds(SEEDS)
  void peersWithoutAValidatorForwardWhatOthersReject(@Seed long seed) {
    new Incident(
            "lodestar#9925",
            Rules.limit(3).charge(Signal.REJECTED, 1),
            (network, use) ->
                unsigned(network)
                    .nodes(10)
                    .topology(Topologies.complete())
                    .variant(
                        index -> index < 8,
                        node ->
                            node.with(Picky.ofTopic(TOPIC))
                                .set("gossip.spam.use", use + ", picky")),
            network -> publishOnTwoTopics(network, List.of(8, 9), 2))
        .check(seed);
  }

  /** Peers of one operator are in one address group. */
  @GossipTest
  @ManySeeds(SEEDS)
  void operatorsRunManyNodesInOnePlace(@Seed long seed) {
    Incident.of(
            "teranode#1598",
            Rules.limit(1).charge(Signal.CO_LOCATED, 1).peersPerGroup(3),
            (network, use) ->
                network
                    .nodes(12)
                    .topology(Topologies.complete())
                    .addresses(inGroups(index -> index % 3)))
        .check(seed);
  }

  /** A discouraged address hits everybody behind it. */
  @GossipTest
  @ManySeeds(SEEDS)
  void everybodyBehindOneAddressIsBanned(@Seed long seed) {
    Incident.of(
            "bitcoin#25257",
            Rules.limit(1).charge(Signal.FORGED, 1).byAddressGroup().ban(Duration.ofHours(24)),
            (network, use) ->
                network
                    .nodes(12)
                    .topology(Topologies.complete())
                    .addresses(inGroups(index -> index < 4 ? 0 : index))
                    .attack(Set.of(3), AttackKind.FORGER))
        .check(seed);
  }

  /** Strictly increasing sequence numbers: what arrives in another order is not accepted. */
  @GossipTest
  @ManySeeds(SEEDS)
  void messagesArriveInAnotherOrder(@Seed long seed) {
    new Incident(
            "kubo#11304",
            Rules.limit(10).charge(Signal.OUT_OF_ORDER, 1),
            (network, use) ->
                network
                    .nodes(10)
                    .topology(Topologies.randomRegular(4))
                    .faults(
                        faults -> faults.everywhere().share(0.3).reorder(Duration.ofMillis(100))),
            network -> {
              SplittableRandom random = new SplittableRandom(network.seed());
              for (int second = 0; second < 10; second++) {
                for (int i = 0; i < 50; i++) {
                  TestNetworks.publish(network.node(0), 100, random);
                }
                network.runFor(Duration.ofSeconds(1));
              }
            })
        .check(seed);
  }

  /** More than 5 banned ids ban an address, and everybody who comes from it. */
  @GossipTest
  @ManySeeds(SEEDS)
  void oneAttackerLocksOthersOut(@Seed long seed) {
    Incident.of(
            "celestia#4287, lighthouse",
            Rules.limit(10).charge(Signal.FORGED, 1).bannedIdsPerGroup(5),
            (network, use) ->
                network
                    .nodes(8)
                    .topology(Topologies.complete())
                    .addresses(inGroups(index -> index < 3 ? 0 : index))
                    .attack(Set.of(0), AttackKind.FRESH_IDS))
        .check(seed);
  }

  /** A quota of deliveries, in time or nearly: half of all messages. */
  @GossipTest
  @ManySeeds(SEEDS)
  void lossyPeersMissADeliveryQuota(@Seed long seed) {
    new Incident(
            "nwaku and jvm-libp2p, which leave P3 off",
            Rules.limit(2).charge(Signal.FEW_DELIVERIES, 1).deliveriesInTenSeconds(5 * 10 / 2.0),
            (network, use) ->
                network
                    .nodes(10)
                    .topology(Topologies.randomRegular(4))
                    .faults(
                        faults -> {
                          for (int node : List.of(3, 6)) {
                            faults.from(node).share(0.2).drop();
                            faults.to(node).share(0.2).drop();
                          }
                        }),
            network -> {
              network.node(9).skewClock(Duration.ofSeconds(90));
              TestNetworks.publish(network, TestNetworks.honestNodes(network), 5, WHILE);
            })
        .check(seed);
  }

  /** After a partition, repair brings all that an author has sent meanwhile, at once. */
  @GossipTest
  @ManySeeds(SEEDS)
  void backlogOfAnAuthorArrivesAtOnce(@Seed long seed) {
    new Incident(
            "telcoin-network#801, with budgets",
            Rules.limit(5).charge(Signal.AUTHOR_OVER_BUDGET, 1).author(1, 10),
            (network, use) ->
                network
                    .nodes(12)
                    .topology(Topologies.randomRegular(4))
                    .set("gossip.spam.rate-limit.author-messages-per-second", "1")
                    .set("gossip.spam.rate-limit.author-burst-messages", "10"),
            network -> {
              Fault partition = network.faults().partition(peersOf(network, 0));
              TestNetworks.publish(network, List.of(0), 1, Duration.ofMinutes(1));
              partition.remove();
              network.runFor(Duration.ofMinutes(1));
            })
        .check(seed);
  }

  /** A node and its peers: alone, it would publish nothing. */
  private static List<Integer> peersOf(SimulatedNetwork network, int node) {
    return IntStream.range(0, network.nodes().size())
        .filter(
            other ->
                other == node
                    || network.edges().stream()
                        .map(edge -> Set.of(edge.dialer(), edge.dialed()))
                        .anyMatch(ends -> ends.contains(node) && ends.contains(other)))
        .boxed()
        .toList();
  }

  private static Simulation unsigned(Simulation network) {
    return network.set("gossip.signing.use", "none");
  }

  /** Each second message is on the topic that some nodes reject. */
  private static void publishOnTwoTopics(
      SimulatedNetwork network, List<Integer> authors, int perSecond) {
    SplittableRandom random = new SplittableRandom(network.seed());
    for (int i = 0; i < perSecond * WHILE.toSeconds(); i++) {
      byte[] payload = new byte[256];
      random.nextBytes(payload);
      network
          .node(authors.get(random.nextInt(authors.size())))
          .publish(i % 2 == 0 ? GossipMessage.DEFAULT_TOPIC : TOPIC, ByteString.copyFrom(payload));
      network.runFor(Duration.ofSeconds(1).dividedBy(perSecond));
    }
  }

  /** Public addresses, each in the group that an index is given. */
  private static IntFunction<PeerAddress> inGroups(IntFunction<Integer> group) {
    return index -> new PeerAddress("81." + group.apply(index) + ".7." + (index + 1), 5000);
  }
}
