package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole stack without a socket: links, HELLO, flooding, failures, in virtual time. */
@Timeout(30)
class SixNodeNetworkTest {
  private static final long SEED = 42;
  private static final List<Integer> ALL = List.of(5000, 5010, 5020, 5030, 5040, 5050);

  private final ManualNetwork world = ManualNetwork.sixNodes(SEED);

  @Test
  void everyLinkComesUpOnceAtBothEnds() {
    assertThat(world.node(5000).peers()).containsExactly(5010, 5020, 5050);
    assertThat(world.node(5010).peers()).containsExactly(5000, 5030, 5040);
    assertThat(world.node(5020).peers()).containsExactly(5000, 5050);
    assertThat(world.node(5030).peers()).containsExactly(5010);
    assertThat(world.node(5040).peers()).containsExactly(5010);
    assertThat(world.node(5050).peers()).containsExactly(5000, 5020);
    for (int port : ALL) {
      TestNode node = world.node(port);
      assertThat(node.told(NodeEvent.PeerUp.class)).hasSize(node.peers().size());
      assertThat(node.told(NodeEvent.Ready.class)).hasSize(1);
    }
  }

  @Test
  void aMessageReachesTheFiveOthersOnceAndTheOriginNotAtAll() {
    world.node(5000).publish("hello");
    world.runFor(Duration.ofSeconds(1));

    assertThat(world.node(5000).delivered()).isEmpty();
    for (int port : ALL.subList(1, 6)) {
      assertThat(world.node(port).delivered()).as("at %s", port).containsExactly("hello");
    }
  }

  @Test
  void floodingTakesExactlyTwiceTheLinksLessTheNodesPlusOne() {
    for (int port : ALL) {
      long before = world.total("payload-frames-sent");
      world.node(port).publish("from " + port);
      world.runFor(Duration.ofSeconds(1));

      int links = 6;
      assertThat(world.total("payload-frames-sent") - before).isEqualTo(2 * links - (6 - 1));
      assertThat(world.total("payload-frames-received"))
          .isEqualTo(world.total("payload-frames-sent"));
    }
  }

  @Test
  void theSameSeedGivesTheSameTraceAndAnotherSeedAnother() {
    assertThat(traceOf(7)).isEqualTo(traceOf(7)).isNotEqualTo(traceOf(8)).hasSizeGreaterThan(200);
  }

  private static List<String> traceOf(long seed) {
    ManualNetwork world = new ManualNetwork(seed);
    SplittableRandom losses = new SplittableRandom(seed);
    world.rule((from, to, datagram) -> losses.nextDouble() > 0.2);
    world.start(5000, 5010, 5020);
    world.start(5010, 5000, 5020);
    world.start(5020);
    for (int i = 0; i < 20; i++) {
      world.runFor(Duration.ofMillis(700));
      world.node(5000).publish("message " + i);
      if (i == 10) {
        world.kill(5020);
        world.start(5020);
      }
    }
    return world.trace;
  }

  @Test
  void aKilledNodeIsMissedByItsNeighboursAfterSixSecondsAndTheOthersGoOn() {
    world.kill(5020);
    world.runFor(Duration.ofMillis(6_100));

    for (int port : List.of(5000, 5050)) {
      assertThat(world.node(port).told(NodeEvent.PeerDown.class))
          .singleElement()
          .satisfies(
              down -> {
                assertThat(down.peer().address().port()).isEqualTo(5020);
                assertThat(down.reason()).contains("nothing heard");
              });
    }
    world.node(5000).publish("still here");
    world.runFor(Duration.ofSeconds(1));
    for (int port : List.of(5010, 5030, 5040, 5050)) {
      assertThat(world.node(port).delivered()).containsExactly("still here");
    }
  }

  @Test
  void aCutOffPartHearsNothingUntilTheNodeBetweenIsBack() {
    world.kill(5010);
    world.runFor(Duration.ofSeconds(7));
    world.node(5000).publish("lost to some");
    world.runFor(Duration.ofSeconds(1));
    assertThat(world.node(5030).delivered()).isEmpty();
    assertThat(world.node(5020).delivered()).containsExactly("lost to some");

    world.start(5010, 5000, 5030, 5040);
    world.runFor(Duration.ofSeconds(1));
    assertThat(world.node(5010).peers()).containsExactly(5000, 5030, 5040);
    world.node(5000).publish("back again");
    world.runFor(Duration.ofSeconds(1));
    assertThat(world.node(5030).delivered()).containsExactly("back again");
    assertThat(world.node(5040).delivered()).containsExactly("back again");
  }

  @Test
  void aNodeThatRestartsAtOnceReplacesItsOldLinksWithoutWaitingForSilence() {
    world.kill(5010);
    world.start(5010, 5000, 5030, 5040);
    world.runFor(Duration.ofMillis(500));

    assertThat(world.node(5010).peers()).containsExactly(5000, 5030, 5040);
    assertThat(world.node(5000).peers()).containsExactly(5010, 5020, 5050);
    assertThat(world.node(5000).told(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("started again"));
  }

  @Test
  void aNodeThatNobodyLeftIsNoticedToHaveRestartedByItsFirstPing() {
    ManualNetwork oneSided = new ManualNetwork(SEED);
    oneSided.start(1, 2);
    oneSided.start(2);
    oneSided.runFor(Duration.ofSeconds(1));
    oneSided.kill(2);
    oneSided.start(2);
    oneSided.runFor(Duration.ofMillis(2_500));

    assertThat(oneSided.node(1).told(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("no longer knows the link"));
    assertThat(oneSided.node(1).peers()).containsExactly(2);
    assertThat(oneSided.node(2).peers()).containsExactly(1);
  }

  @Test
  void aNodeThatClosesIsMissedAtOnce() {
    world.node(5020).node.close();
    world.runFor(Duration.ofMillis(10));

    assertThat(world.node(5000).peers()).containsExactly(5010, 5050);
    assertThat(world.node(5050).peers()).containsExactly(5000);
    assertThat(world.node(5020).told(NodeEvent.Stopped.class))
        .containsExactly(new NodeEvent.Stopped(false, "closed"));
  }

  @Test
  void aSeventhNodeJoinsARunningNetwork() {
    world.start(5060, 5030, 5050);
    world.runFor(Duration.ofSeconds(1));
    world.node(5060).publish("new here");
    world.node(5040).publish("welcome");
    world.runFor(Duration.ofSeconds(1));

    assertThat(world.node(5060).delivered()).containsExactly("welcome");
    for (int port : List.of(5000, 5010, 5020, 5030, 5050)) {
      assertThat(world.node(port).delivered()).contains("new here", "welcome");
    }
  }

  @Test
  void linksComeUpAndStayUpWhileAFifthOfAllDatagramsIsLost() {
    ManualNetwork lossy = new ManualNetwork(SEED);
    SplittableRandom losses = new SplittableRandom(SEED);
    lossy.rule((from, to, datagram) -> losses.nextDouble() > 0.2);
    lossy.start(1, 2);
    lossy.start(2, 1);
    lossy.runFor(Duration.ofSeconds(120));

    assertThat(lossy.node(1).peers()).as("seed " + SEED).containsExactly(2);
    assertThat(lossy.node(2).peers()).as("seed " + SEED).containsExactly(1);
    assertThat(lossy.node(1).told(NodeEvent.PeerDown.class)).as("seed " + SEED).isEmpty();
  }

  @Test
  void anIdleNetworkSendsNoFramesAndFewDatagrams() {
    world.runFor(Duration.ofSeconds(10));
    long frames = world.total("payload-frames-sent") + world.total("control-frames-sent");
    long datagrams = world.total("datagrams-sent");
    world.runFor(Duration.ofSeconds(60));

    assertThat(world.total("payload-frames-sent") + world.total("control-frames-sent"))
        .isEqualTo(frames);
    // Six links, a ping and its answer every two seconds at the most from either end.
    assertThat(world.total("datagrams-sent") - datagrams).isLessThanOrEqualTo(6 * 4 * 31);
  }

  @Test
  void namesAreResolvedAtEveryDialAndAnUnknownOneIsToldOnce() {
    ManualNetwork names = new ManualNetwork(SEED);
    names.start(1);
    TestNode two = names.start(2, Map.of("gossip.peers", "localhost:1,nowhere:9"), List.of());
    names.runFor(Duration.ofSeconds(20));

    assertThat(two.peers()).containsExactly(1);
    assertThat(two.told(NodeEvent.Unreachable.class))
        .singleElement()
        .satisfies(
            unreachable -> {
              assertThat(unreachable.address().host()).isEqualTo("nowhere");
              assertThat(unreachable.reason()).contains("nowhere");
            });
  }

  @Test
  void bothEndsOfAnEdgeSeeWhoChoseWhom() {
    ManualNetwork directions = new ManualNetwork(SEED);
    TestNode one = directions.start(1);
    TestNode two = directions.start(2, 1);
    TestNode three = directions.start(3, 2);
    directions.runFor(Duration.ofSeconds(1));

    assertThat(one.told(NodeEvent.PeerUp.class).toString()).contains("INBOUND");
    assertThat(two.told(NodeEvent.PeerUp.class).get(0).peer().direction().name())
        .isEqualTo("OUTBOUND");
    assertThat(three.told(NodeEvent.PeerUp.class).toString()).contains("OUTBOUND");
    for (TestNode node : List.of(world.node(5000), world.node(5010))) {
      assertThat(node.told(NodeEvent.PeerUp.class))
          .as("each edge is configured at both ends")
          .allSatisfy(up -> assertThat(up.peer().direction().name()).isEqualTo("OUTBOUND"));
    }
  }

  @Test
  void diallingOneselfIsRefusedOnceAndSaysSo() {
    ManualNetwork alone = new ManualNetwork(SEED);
    TestNode node = alone.start(1, 1);
    alone.runFor(Duration.ofSeconds(60));

    assertThat(node.peers()).isEmpty();
    assertThat(node.told(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains("this node itself"));
  }
}
