package dev.gossip.udp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.Arrival;
import dev.gossip.udp.ManualNetwork.TestNode;
import dev.gossip.udp.TestPlugins.AnyRelay;
import dev.gossip.udp.TestPlugins.Flood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each bound is reached, holds, and what did not fit is counted and told. */
@Timeout(60)
class BoundsTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final ManualNetwork world = new ManualNetwork(8);

  /** Node 2 has the bound; node 1 talks to it. */
  private TestNode start(String setting, int value, GossipPlugin... plugins) {
    world.start(1, Map.of(), List.of(plugins), 2);
    TestNode bounded = world.start(2, Map.of("gossip." + setting, "" + value), List.of(plugins));
    world.runFor(A_WHILE);
    assertThat(bounded.peers()).containsExactly(1);
    return bounded;
  }

  private static void assertDropped(TestNode node, String reason, long times) {
    assertThat(node.metric("dropped." + reason)).as("counted").isEqualTo(times);
    assertThat(
            node.told(NodeEvent.Dropped.class).stream()
                .filter(dropped -> dropped.reason().label().equals(reason))
                .mapToLong(NodeEvent.Dropped::count)
                .sum())
        .as("told")
        .isEqualTo(times);
  }

  @Test
  void noMoreIdsAreRememberedThanMayBeAndTheFirstEarlyLossIsWarnedAbout() {
    TestNode bounded = start("seen-ids", 16);
    for (int i = 0; i < 40; i++) {
      world.node(1).publish("message " + i);
      world.runFor(A_WHILE);
      assertThat(bounded.metric("seen-ids")).isEqualTo(Math.min(i + 1, 16));
    }

    assertThat(bounded.delivered()).hasSize(40);
    assertDropped(bounded, "seen-evicted-early", 40 - 16);
    assertThat(bounded.told(NodeEvent.Warning.class))
        .singleElement()
        .satisfies(warning -> assertThat(warning.remedy()).contains("gossip.seen-ids"));
  }

  @Test
  void noMoreMessagesAreStoredThanMayBe() {
    TestNode bounded = start("store-messages", 16);
    for (int i = 0; i < 40; i++) {
      world.node(1).publish("message " + i);
      world.runFor(A_WHILE);
      assertThat(bounded.metric("stored-messages")).isEqualTo(Math.min(i + 1, 16));
    }

    assertThat(bounded.delivered()).hasSize(40);
    assertThat(bounded.metric("seen-ids")).as("remembered longer than stored").isEqualTo(40);
    assertThat(bounded.metric("store-evictions")).isEqualTo(40 - 16);
  }

  @Test
  void whatIsHeldBackIsStoredAsLongAsOthersCanGo() {
    List<Boolean> found = new ArrayList<>();
    TestPlugins.AnyRelay holder =
        new TestPlugins.AnyRelay(
            context ->
                new TestPlugins.Flood(context) {
                  private boolean holds;

                  @Override
                  public void onMessage(GossipMessage message, Arrival arrival)
                      throws InvalidProtocolBufferException {
                    if (holds) {
                      super.onMessage(message, arrival);
                      return;
                    }
                    holds = true;
                    context.schedule(
                        Duration.ofMinutes(1),
                        "hold",
                        () -> found.add(context.find(message.id()).isPresent()));
                  }
                });
    TestNode bounded = start("store-messages", 16, holder);
    for (int i = 0; i < 40; i++) {
      world.node(1).publish("message " + i);
      world.runFor(A_WHILE);
    }
    world.runFor(Duration.ofMinutes(1));

    assertThat(found).containsExactly(true);
    assertThat(bounded.metric("stored-messages")).isEqualTo(16);
  }

  @Test
  void noMoreBytesAreStoredThanMayBe() {
    TestNode bounded = start("store-bytes", 1 << 16);
    for (int i = 0; i < 100; i++) {
      world.node(1).publish("x".repeat(900));
      world.runFor(A_WHILE);
      assertThat(bounded.metric("stored-messages") * 900).isLessThanOrEqualTo(1 << 16);
    }

    long stored = bounded.metric("stored-messages");
    assertThat(stored).as("not far below the bound").isGreaterThan(40);
    assertThat(bounded.metric("store-evictions")).isEqualTo(100 - stored);
  }

  @Test
  void noMoreWaitsForTheWireThanMayAndAfterTheFlushThereIsRoomAgain() {
    TestNode bounded = start("transport.udp.queue-bytes", 1 << 12);
    for (int turn = 1; turn <= 2; turn++) {
      List<GossipMessage> burst = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        burst.add(
            bounded
                .node
                .composer()
                .compose(
                    "main", ByteString.copyFrom("x".repeat(900), UTF_8), bounded.wallMillis()));
      }
      bounded.node.publish(burst);
      bounded.node.flush();
      world.runFor(A_WHILE);

      // Four frames of a little more than 900 bytes fit into 4096.
      assertThat(world.node(1).delivered()).hasSize(4 * turn);
      assertDropped(bounded, "no-room", 6L * turn);
    }
  }

  @Test
  void whatAStrategyNeverDeliversIsLetGoOf() {
    TestPlugins.AnyRelay hoarder =
        new TestPlugins.AnyRelay(
            context ->
                new TestPlugins.Flood(context) {
                  @Override
                  public void onMessage(GossipMessage message, Arrival arrival) {
                    // Keeps it to itself for ever, which the contract forbids.
                  }
                });
    TestNode bounded = start("store-messages", 16, hoarder);
    for (int i = 0; i < 40; i++) {
      world.node(1).publish("message " + i);
      world.runFor(A_WHILE);
    }

    assertThat(bounded.delivered()).isEmpty();
    assertThat(bounded.metric("messages-accepted")).isEqualTo(40);
    assertDropped(bounded, "never-delivered", 40 - 16);
  }

  @Test
  void whatHasExpiredIsNotHeldAgainstTheStrategyThatNeverDeliveredIt() {
    TestPlugins.AnyRelay hoarder =
        new TestPlugins.AnyRelay(
            context ->
                new TestPlugins.Flood(context) {
                  @Override
                  public void onMessage(GossipMessage message, Arrival arrival) {
                    // See above.
                  }
                });
    TestNode bounded = start("store-messages", 16, hoarder);
    for (int i = 0; i < 3; i++) {
      world.node(1).publish("message " + i);
    }
    world.runFor(Duration.ofMinutes(6));

    assertThat(bounded.metric("seen-ids")).isZero();
    assertThat(bounded.metric("stored-messages")).isZero();
    assertDropped(bounded, "never-delivered", 0);
  }

  @Test
  void aStrategyWhoseTimersPileUpIsStoppedAndTold() {
    AnyRelay leaking =
        new AnyRelay(
            context ->
                new Flood(context) {
                  @Override
                  public void onMessage(GossipMessage message, Arrival arrival) {
                    for (int i = 0; i < 100; i++) {
                      context.schedule(Duration.ofDays(1), "leak", () -> {});
                    }
                  }
                });
    TestNode bounded = start("max-timers", 1_000, leaking);
    for (int i = 0; i < 12; i++) {
      assertThat(bounded.metric("relay-timers")).isLessThanOrEqualTo(1_000);
      world.node(1).publish("message " + i);
      world.runFor(A_WHILE);
    }

    assertThat(bounded.told(NodeEvent.Stopped.class))
        .singleElement()
        .satisfies(
            stopped ->
                assertThat(stopped.reason())
                    .contains("plugin relay.any failed in onMessage", "gossip.max-timers"));
  }
}
