package dev.gossip.testkit.contract;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.testkit.contract.WatchedNetwork.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Rules about who gets a message, and how often. */
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
   * 720 messages in the largest network, so that a strategy which misses a node with one message in
   * fifty passes with a probability of 0.98^720, below 1 in 1,000,000.
   */
  private static final int ROUNDS_WITH_LOSS = 30;

  // A link is down after 6 s of silence.
  private static final Duration LINKS_GO_DOWN = Duration.ofSeconds(10);

  private final RelayBench bench;
  private boolean leavesPeersOut;

  DeliveryRules(RelayBench bench) {
    this.bench = bench;
  }

  /** R1. */
  void everyMessageIsDeliveredOnceEverywhere() {
    bench.requireCreation();
    for (Shape shape : EVERY_SHAPE) {
      WatchedNetwork watched = WatchedNetwork.start(bench, shape, probe());
      List<MessageId> ids = watched.everyonePublishes(1);
      watched.settle();
      watched.requireReached(ids, "in a network without faults");
      watched.requireDeliveredOnce(ids);
      leavesPeersOut |= watched.leavesPeersOut(ids);
    }
  }

  /** Whether in R1 a node did without sending a message to some peer that had not sent it. */
  boolean leavesPeersOut() {
    return leavesPeersOut;
  }

  /** R7. */
  void repeatedAndReorderedFramesChangeNothing() {
    bench.requireReach();
    for (Shape shape : SOME_SHAPES) {
      WatchedNetwork plain = WatchedNetwork.start(bench, shape, probe());
      List<MessageId> plainIds = plain.everyonePublishes(3);
      plain.settle();
      WatchedNetwork faulty =
          WatchedNetwork.start(
              bench, shape, probe().repeatFrames(new SplittableRandom(shape.seed())));
      faulty.network().faults().everywhere().share(0.3).duplicate(Duration.ofMillis(300));
      faulty.network().faults().everywhere().share(0.5).reorder(Duration.ofMillis(300));
      List<MessageId> faultyIds = faulty.everyonePublishes(3);
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
        int expected = plain.relay(plain.network().node(node.index())).deliveries(plainIds.get(i));
        int count = faulty.relay(node).deliveries(faultyIds.get(i));
        if (count != expected) {
          throw bench.broken(
              "with frames repeated and reordered, %s delivered message %s %d times instead of %d;"
                      .formatted(node, ProbedRelay.shortOf(faultyIds.get(i)), count, expected)
                  + " look at onDuplicate, and at control frames that come twice ("
                  + faulty.describe()
                  + ")");
        }
      }
    }
  }

  /** R10. */
  void newMessagesArriveAfterAPartition() {
    bench.requireReach();
    for (Shape shape : SOME_SHAPES) {
      WatchedNetwork healed = split(shape, new ArrayList<>());
      List<MessageId> ids = healed.everyonePublishes(1);
      healed.settle();
      healed.requireReached(ids, "after a partition has healed");
    }
  }

  /** R13. */
  void oldMessagesArriveAfterAPartition() {
    bench.requireReach();
    for (Shape shape : SOME_SHAPES) {
      List<MessageId> published = new ArrayList<>();
      WatchedNetwork healed = split(shape, published);
      healed.settle();
      healed.requireReached(
          published,
          "after a partition has healed, during which it was published, as traits() claims"
              + " (repairsPartitions)");
    }
  }

  /** A network that was split in two for a while, and has all its links again. */
  private WatchedNetwork split(Shape shape, List<MessageId> publishedMeanwhile) {
    WatchedNetwork watched = WatchedNetwork.start(bench, shape, probe());
    watched.everyonePublishes(1);
    watched.settle();
    Fault cut =
        watched
            .network()
            .faults()
            .partition(IntStream.range(0, shape.nodes() / 2).boxed().toList());
    // Before, while and after the nodes notice.
    publishedMeanwhile.addAll(watched.everyonePublishes(1));
    watched.runFor(LINKS_GO_DOWN);
    publishedMeanwhile.addAll(watched.everyonePublishes(1));
    watched.settle();
    cut.remove();
    watched.awaitLinks();
    return watched;
  }

  /** R14. */
  void everyoneIsReachedInSpiteOfLoss() {
    bench.requireReach();
    double loss = bench.traits().toleratedLoss();
    for (Shape shape : SOME_SHAPES) {
      reachesEveryoneInSpiteOfLoss(shape, loss, 3);
    }
    reachesEveryoneInSpiteOfLoss(Shape.MANY_PEERS, loss, ROUNDS_WITH_LOSS);
  }

  private void reachesEveryoneInSpiteOfLoss(Shape shape, double loss, int rounds) {
    WatchedNetwork watched =
        WatchedNetwork.start(bench, shape, probe(), simulation -> simulation.loss(loss));
    List<MessageId> ids = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      ids.addAll(watched.everyonePublishes(1));
    }
    watched.settle();
    watched.requireReached(
        ids, "with " + loss + " of all datagrams lost, which traits() claims to be tolerated");
  }

  private RelayProbe probe() {
    return new RelayProbe(bench.factory());
  }
}
