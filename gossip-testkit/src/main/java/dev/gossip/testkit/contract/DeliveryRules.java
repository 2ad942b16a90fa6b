package dev.gossip.testkit.contract;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.testkit.contract.WatchedNetwork.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Rules about which nodes get a message and how often: R1, R7, R10, R13 and R14. */
final class DeliveryRules {
  private static final List<Shape> EVERY_SHAPE =
      List.of(
          new Shape("six", 6, 1),
          new Shape("line", 8, 2),
          new Shape("ring", 9, 3),
          new Shape("star", 10, 4),
          new Shape("complete", 8, 5),
          new Shape("random-regular:4", 20, 6),
          new Shape("random-outbound:3", 20, 7),
          Shape.MANY_PEERS);

  private static final List<Shape> SOME_SHAPES =
      List.of(
          new Shape("six", 6, 1), new Shape("ring", 9, 3), new Shape("random-regular:4", 20, 6));

  /**
   * Gives 720 messages in the largest network. A strategy that misses a node with one message in
   * fifty then passes with a probability of 0.98^720, less than 1 in 1,000,000.
   */
  private static final int ROUNDS_WITH_LOSS = 30;

  // A link is down after 6 s of silence.
  private static final Duration LINKS_GO_DOWN = Duration.ofSeconds(10);

  private final RelayBench bench;
  private boolean skipsPeers;

  DeliveryRules(RelayBench bench) {
    this.bench = bench;
  }

  /** R1. */
  void everyMessageIsDeliveredOnceAtEveryNode() {
    bench.requireCreation();
    for (Shape shape : EVERY_SHAPE) {
      WatchedNetwork watched = WatchedNetwork.start(bench, shape, probe());
      List<MessageId> ids = watched.publishAtEveryNode(1);
      watched.settle();
      watched.requireReached(ids, "in a network without faults");
      watched.requireDeliveredOnce(ids);
      skipsPeers |= watched.skipsPeers(ids);
    }
  }

  /** Whether in R1 a node did not send a message to all peers other than the one it came from. */
  boolean skipsPeers() {
    return skipsPeers;
  }

  /** R7. */
  void repeatedAndReorderedFramesChangeNoDelivery() {
    bench.requireReach();
    for (Shape shape : SOME_SHAPES) {
      WatchedNetwork plain = WatchedNetwork.start(bench, shape, probe());
      List<MessageId> plainIds = plain.publishAtEveryNode(3);
      plain.settle();
      WatchedNetwork faulty =
          WatchedNetwork.start(
              bench, shape, probe().repeatFrames(new SplittableRandom(shape.seed())));
      faulty.network().faults().everywhere().share(0.3).duplicate(Duration.ofMillis(300));
      faulty.network().faults().everywhere().share(0.5).reorder(Duration.ofMillis(300));
      List<MessageId> faultyIds = faulty.publishAtEveryNode(3);
      faulty.settle();
      faulty.requireReached(faultyIds, "with frames repeated and reordered");
      requireSameDeliveries(plain, plainIds, faulty, faultyIds);
    }
  }

  private void requireSameDeliveries(
      WatchedNetwork plain,
      List<MessageId> plainIds,
      WatchedNetwork faulty,
      List<MessageId> faultyIds) {
    for (int i = 0; i < plainIds.size(); i++) {
      for (SimulatedNode node : faulty.network().nodes()) {
        int expected =
            plain.relay(plain.network().node(node.index())).log().deliveries(plainIds.get(i));
        int count = faulty.relay(node).log().deliveries(faultyIds.get(i));
        if (count != expected) {
          throw bench.failure(
              String.format(
                      Locale.ROOT,
                      "with frames repeated and reordered, %s delivered message %s %d times, not"
                          + " %d;",
                      node,
                      ProbedRelay.shortOf(faultyIds.get(i)),
                      count,
                      expected)
                  + " check onDuplicate and the handling of repeated control frames ("
                  + faulty.describe()
                  + ")");
        }
      }
    }
  }

  /** R10. */
  void newMessagesReachEveryNodeAfterAPartition() {
    bench.requireReach();
    for (Shape shape : SOME_SHAPES) {
      WatchedNetwork healed = split(shape, new ArrayList<>());
      List<MessageId> ids = healed.publishAtEveryNode(1);
      healed.settle();
      healed.requireReached(ids, "after a partition has healed");
    }
  }

  /** R13. */
  void messagesOfAPartitionArriveAfterIt() {
    bench.requireReach();
    for (Shape shape : SOME_SHAPES) {
      List<MessageId> published = new ArrayList<>();
      WatchedNetwork healed = split(shape, published);
      healed.settle();
      healed.requireReached(
          published,
          "after the partition during which it was published has healed (traits() declares"
              + " repairsPartitions)");
    }
  }

  /** Splits a network in two for a while, and waits until all links are up again. */
  private WatchedNetwork split(Shape shape, List<MessageId> publishedDuringSplit) {
    WatchedNetwork watched = WatchedNetwork.start(bench, shape, probe());
    watched.publishAtEveryNode(1);
    watched.settle();
    Fault cut =
        watched
            .network()
            .faults()
            .partition(IntStream.range(0, shape.nodes() / 2).boxed().toList());
    // Before the nodes notice the partition, and after.
    publishedDuringSplit.addAll(watched.publishAtEveryNode(1));
    watched.runFor(LINKS_GO_DOWN);
    publishedDuringSplit.addAll(watched.publishAtEveryNode(1));
    watched.settle();
    cut.remove();
    watched.awaitLinks();
    return watched;
  }

  /** R14. */
  void everyNodeIsReachedUnderTheDeclaredLoss() {
    bench.requireReach();
    double loss = bench.traits().toleratedLoss();
    for (Shape shape : SOME_SHAPES) {
      checkUnderLoss(shape, loss, 3);
    }
    checkUnderLoss(Shape.MANY_PEERS, loss, ROUNDS_WITH_LOSS);
  }

  private void checkUnderLoss(Shape shape, double loss, int rounds) {
    WatchedNetwork watched =
        WatchedNetwork.start(bench, shape, probe(), simulation -> simulation.loss(loss));
    List<MessageId> ids = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      ids.addAll(watched.publishAtEveryNode(1));
    }
    watched.settle();
    watched.requireReached(
        ids, "with the share " + loss + " of datagrams lost, which traits() declares as tolerated");
  }

  private RelayProbe probe() {
    return new RelayProbe(bench.factory());
  }
}
