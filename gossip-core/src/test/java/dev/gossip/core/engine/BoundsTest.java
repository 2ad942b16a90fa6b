package dev.gossip.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each bound is reached and holds, and everything beyond it is counted and reported. */
@Timeout(60)
class BoundsTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(8);

  /** Starts node 1, which publishes, and returns node 2, which has the bound. */
  private MemoryNode start(String setting, int value, GossipPlugin... plugins) {
    network.start(1, Map.of(), List.of(plugins), 2);
    MemoryNode bounded =
        network.start(2, Map.of("gossip." + setting, "" + value), List.of(plugins));
    network.runFor(A_WHILE);
    assertThat(bounded.peers()).containsExactly(1);
    return bounded;
  }

  private static void assertDropped(MemoryNode node, String reason, long times) {
    assertThat(node.metric("dropped." + reason)).as("counted").isEqualTo(times);
    assertThat(
            node.eventsOf(NodeEvent.Dropped.class).stream()
                .filter(dropped -> dropped.reason().label().equals(reason))
                .mapToLong(NodeEvent.Dropped::count)
                .sum())
        .as("reported")
        .isEqualTo(times);
  }

  @Test
  void seenIdsAreBoundedAndTheFirstEarlyEvictionIsWarnedAbout() {
    MemoryNode bounded = start("seen-ids", 16);
    for (int i = 0; i < 40; i++) {
      network.node(1).publish("message " + i);
      network.runFor(A_WHILE);
      assertThat(bounded.metric("seen-ids")).isEqualTo(Math.min(i + 1, 16));
    }

    assertThat(bounded.delivered()).hasSize(40);
    assertDropped(bounded, "seen-evicted-early", 40 - 16);
    assertThat(bounded.eventsOf(NodeEvent.Warning.class))
        .singleElement()
        .satisfies(warning -> assertThat(warning.remedy()).contains("gossip.seen-ids"));
  }

  @Test
  void storedMessagesAreBounded() {
    MemoryNode bounded = start("store-messages", 16);
    for (int i = 0; i < 40; i++) {
      network.node(1).publish("message " + i);
      network.runFor(A_WHILE);
      assertThat(bounded.metric("stored-messages")).isEqualTo(Math.min(i + 1, 16));
    }

    assertThat(bounded.delivered()).hasSize(40);
    assertThat(bounded.metric("seen-ids")).as("ids outlive the stored messages").isEqualTo(40);
    assertThat(bounded.metric("store-evictions")).isEqualTo(40 - 16);
  }

  @Test
  void embargoedMessageIsEvictedFromTheStoreLast() {
    List<Boolean> found = new ArrayList<>();
    TestPlugins.AnyRelay embargoing =
        new TestPlugins.AnyRelay(
            context ->
                new TestPlugins.Flood(context) {
                  private boolean embargoes;

                  @Override
                  public void onMessage(GossipMessage message, Arrival arrival)
                      throws InvalidProtocolBufferException {
                    if (embargoes) {
                      super.onMessage(message, arrival);
                      return;
                    }
                    embargoes = true;
                    context.schedule(
                        Duration.ofMinutes(1),
                        "embargo",
                        () -> found.add(context.find(message.id()).isPresent()));
                  }
                });
    MemoryNode bounded = start("store-messages", 16, embargoing);
    for (int i = 0; i < 40; i++) {
      network.node(1).publish("message " + i);
      network.runFor(A_WHILE);
    }
    network.runFor(Duration.ofMinutes(1));

    assertThat(found).containsExactly(true);
    assertThat(bounded.metric("stored-messages")).isEqualTo(16);
  }

  @Test
  void storedBytesAreBounded() {
    MemoryNode bounded = start("store-bytes", 1 << 16);
    for (int i = 0; i < 100; i++) {
      network.node(1).publish("x".repeat(900));
      network.runFor(A_WHILE);
      assertThat(bounded.metric("stored-messages") * 900).isLessThanOrEqualTo(1 << 16);
    }

    long stored = bounded.metric("stored-messages");
    assertThat(stored).as("not far below the bound").isGreaterThan(40);
    assertThat(bounded.metric("store-evictions")).isEqualTo(100 - stored);
  }

  @Test
  void linkQueueIsBoundedAndHasRoomAgainAfterAFlush() {
    network.queueBytes = 1 << 12;
    MemoryNode bounded = start("max-timers", 1_000);
    for (int round = 1; round <= 2; round++) {
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
      network.runFor(A_WHILE);

      // Four frames of a little more than 900 bytes fit into 4096.
      assertThat(network.node(1).delivered()).hasSize(4 * round);
      assertDropped(bounded, "no-room", 6L * round);
    }
  }

  @Test
  void messagesThatAStrategyNeverDeliversAreEvicted() {
    List<RelayContext> contexts = new ArrayList<>();
    List<MessageId> ids = new ArrayList<>();
    TestPlugins.AnyRelay neverDelivering =
        new TestPlugins.AnyRelay(
            context -> {
              contexts.add(context);
              return new TestPlugins.Flood(context) {
                @Override
                public void onMessage(GossipMessage message, Arrival arrival) {
                  // Never delivers, which violates the contract.
                  ids.add(message.id());
                }
              };
            });
    MemoryNode bounded = start("store-messages", 16, neverDelivering);
    for (int i = 0; i < 40; i++) {
      network.node(1).publish("message " + i);
      network.runFor(A_WHILE);
    }

    assertThat(bounded.delivered()).isEmpty();
    assertThat(bounded.metric("messages-accepted")).isEqualTo(40);
    assertDropped(bounded, "never-delivered", 40 - 16);
    assertThat(ids).hasSize(40).allMatch(contexts.get(1)::seen);
    assertThat(ids).noneMatch(contexts.get(1)::delivered);
    assertThat(ids.stream().filter(contexts.get(1)::isRefused))
        .as("given up")
        .containsExactlyElementsOf(ids.subList(0, 40 - 16));
  }

  @Test
  void expiredMessagesAreNotCountedAsNeverDelivered() {
    TestPlugins.AnyRelay neverDelivering =
        new TestPlugins.AnyRelay(
            context ->
                new TestPlugins.Flood(context) {
                  @Override
                  public void onMessage(GossipMessage message, Arrival arrival) {
                    // Never delivers.
                  }
                });
    MemoryNode bounded = start("store-messages", 16, neverDelivering);
    for (int i = 0; i < 3; i++) {
      network.node(1).publish("message " + i);
    }
    network.runFor(Duration.ofMinutes(6));

    assertThat(bounded.metric("seen-ids")).isZero();
    assertThat(bounded.metric("stored-messages")).isZero();
    assertDropped(bounded, "never-delivered", 0);
  }

  @Test
  void strategyWithTooManyTimersStopsItsNodeWithAReason() {
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
    MemoryNode bounded = start("max-timers", 1_000, leaking);
    for (int i = 0; i < 12; i++) {
      assertThat(bounded.metric("relay-timers")).isLessThanOrEqualTo(1_000);
      network.node(1).publish("message " + i);
      network.runFor(A_WHILE);
    }

    assertThat(bounded.eventsOf(NodeEvent.Stopped.class))
        .singleElement()
        .satisfies(
            stopped ->
                assertThat(stopped.reason())
                    .contains("plugin relay.any failed in onMessage", "gossip.max-timers"));
  }
}
