package dev.gossip.udp.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.RandomSeeds;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** The send window on modelled paths; each assertion for 20 seeds. */
class SendWindowPathTest {
  private static final int SEEDS = 20;
  private static final int LEAST = SendWindow.LEAST_DATAGRAMS * PathModel.DATAGRAM_BYTES;
  private static final Path IDLE = new Path(20, 50, 50, 0);
  private static final Path BOTTLENECK = new Path(10, 50, 50, 0);

  private static void forEachSeed(LongConsumer test) {
    RandomSeeds.forEach(
        first -> {
          for (long seed = first; seed < first + SEEDS; seed++) {
            test.accept(seed);
          }
        });
  }

  private static Control paced() {
    return new Paced(PathModel.DATAGRAM_BYTES);
  }

  @Test
  void thirtyPercentRandomLossLeavesHalfOfWhatThePathCarries() {
    forEachSeed(
        seed -> {
          PathModel model = new PathModel(IDLE.withLoss(0.3), seed);
          ModelSender sender = model.add(paced());
          model.run(10);
          assertThat(model.goodputShare()).as("goodput, seed %d", seed).isGreaterThan(0.5);
          assertThat(sender.leastWindowBytes()).as("seed %d", seed).isGreaterThanOrEqualTo(LEAST);
        });
  }

  @Test
  void bottleneckIsUsedWithoutFillingItsQueue() {
    forEachSeed(
        seed -> {
          // A little loss, since without any all seeds are alike.
          PathModel model = new PathModel(BOTTLENECK.withLoss(0.001), seed);
          ModelSender sender = model.add(paced());
          model.run(20);
          assertThat(model.goodputShare()).as("goodput, seed %d", seed).isGreaterThan(0.85);
          assertThat(model.meanQueueingMillis()).as("queue, seed %d", seed).isLessThan(25);
          assertThat(model.queueLoss()).as("loss, seed %d", seed).isLessThan(0.01);
          assertThat(sender.leastWindowBytes()).as("seed %d", seed).isGreaterThanOrEqualTo(LEAST);
        });
  }

  @Test
  void queueShorterThanTheTargetDoesNotLeadToLastingLoss() {
    forEachSeed(
        seed -> {
          PathModel model = new PathModel(new Path(10, 10, 50, 0.001), seed);
          model.add(paced());
          model.run(5).startMeasuring();
          model.run(10);
          assertThat(model.goodputShare()).as("goodput, seed %d", seed).isGreaterThan(0.8);
          assertThat(model.queueLoss()).as("loss, seed %d", seed).isLessThan(0.06);
        });
  }

  @Test
  void twoSendersShareABottleneckEvenlyWhenOneStartsLater() {
    forEachSeed(
        seed -> {
          PathModel model = new PathModel(BOTTLENECK, seed);
          ModelSender first = model.add(paced());
          model.run(5 + seed % SEEDS * 0.37);
          ModelSender second = model.add(paced());
          model.run(5).startMeasuring();
          model.run(20);
          double one = model.goodputShare(first);
          double other = model.goodputShare(second);
          assertThat(one + other).as("goodput, seed %d", seed).isGreaterThan(0.85);
          assertThat(Math.min(one, other) / (one + other)).as("seed %d", seed).isGreaterThan(0.35);
          assertThat(model.meanQueueingMillis()).as("queue, seed %d", seed).isLessThan(30);
        });
  }

  @Test
  void windowFollowsARateThatFallsAndRises() {
    forEachSeed(
        seed -> {
          PathModel model = new PathModel(BOTTLENECK, seed);
          model.add(paced());
          model.run(5 + seed % SEEDS * 0.1);
          model.change(BOTTLENECK.withRate(2));
          model.run(2).startMeasuring();
          model.run(5);
          assertThat(model.goodputShare()).as("slow, seed %d", seed).isGreaterThan(0.7);
          assertThat(model.meanQueueingMillis()).as("slow, seed %d", seed).isLessThan(40);
          model.change(BOTTLENECK);
          model.run(2).startMeasuring();
          model.run(3);
          assertThat(model.goodputShare()).as("fast again, seed %d", seed).isGreaterThan(0.85);
        });
  }

  @Test
  void senderIsBackToSpeedTwoSecondsAfterAPauseOfTheReceiver() {
    forEachSeed(
        seed -> {
          PathModel model = new PathModel(BOTTLENECK, seed);
          ModelSender sender = model.add(paced());
          model.run(5 + seed % SEEDS * 0.1);
          sender.receiver().pause();
          model.run(10);
          sender.receiver().resume();
          model.run(2).startMeasuring();
          model.run(1);
          assertThat(model.goodputShare()).as("goodput, seed %d", seed).isGreaterThan(0.85);
          assertThat(sender.leastWindowBytes()).as("seed %d", seed).isGreaterThanOrEqualTo(LEAST);
        });
  }

  @Test
  void longerPathIsUsedAfterSeconds() {
    forEachSeed(
        seed -> {
          PathModel model = new PathModel(BOTTLENECK, seed);
          model.add(paced());
          model.run(5 + seed % SEEDS * 0.1);
          model.change(BOTTLENECK.withRoundTrip(120));
          model.run(4).startMeasuring();
          model.run(3);
          assertThat(model.goodputShare()).as("goodput, seed %d", seed).isGreaterThan(0.8);
        });
  }

  /** 300,000 datagrams a second on loopback; the receiver reads up to 5 ms late. */
  @Test
  void receiverThatReadsLateDoesNotSlowLoopbackDown() {
    forEachSeed(
        seed -> {
          PathModel model = new PathModel(new Path(2_880, 50, 0, 0), seed);
          ModelSender sender = model.add(paced());
          sender.receiver().readLate(5_000_000);
          model.run(0.1).startMeasuring();
          model.run(0.1);
          double perSecond = 10.0 * sender.goodDatagrams();
          assertThat(perSecond).as("datagrams/s, seed %d", seed).isGreaterThan(100_000);
        });
  }
}
