package dev.gossip.core.engine.services;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that a plugin has done on another thread. */
@Timeout(30)
class OffloadTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(4);
  private final List<String> log = new ArrayList<>();

  /** What the relay does with a message that its node publishes. */
  private Consumer<RelayContext> onPublish = context -> {};

  /** What the relay does with a control frame. */
  private Consumer<RelayContext> onControl = context -> {};

  private @Nullable RelayContext sender;

  private final class Offloading extends Flood {
    Offloading(RelayContext context) {
      super(context);
      sender = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
      onPublish.accept(context);
    }

    @Override
    public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
      onControl.accept(context);
      throw new InvalidProtocolBufferException("unreadable");
    }
  }

  private MemoryNode start() {
    return network.start(
        1, Map.of("gossip.max-timers", "1000"), List.of(new AnyRelay(Offloading::new)));
  }

  private void offload(RelayContext context, String name) {
    context.offload(
        () -> {
          log.add(name + " works");
          return name;
        },
        result -> log.add(result + " is done"));
  }

  private static String reason(MemoryNode node) {
    List<NodeEvent.Stopped> stopped = node.eventsOf(NodeEvent.Stopped.class);
    assertThat(stopped).hasSize(1);
    return stopped.get(0).reason();
  }

  @Test
  void workStartsAfterTheCallbackAndEndsInALaterOne() {
    MemoryNode node = start();
    onPublish =
        context -> {
          offload(context, "one");
          offload(context, "two");
          log.add("the callback ends");
        };
    node.publish("hello");
    assertThat(log).containsExactly("the callback ends", "one works", "two works");

    network.runFor(Duration.ZERO);
    assertThat(log).endsWith("one is done", "two is done").hasSize(5);
  }

  @Test
  void resultIsHandedBackOnceASlowThreadHasFinished() {
    MemoryNode node = start();
    node.deferOffloaded = true;
    onPublish = context -> offload(context, "one");
    node.publish("hello");
    network.runFor(A_WHILE);
    assertThat(log).isEmpty();

    node.runDeferred();
    network.runFor(Duration.ZERO);
    assertThat(log).containsExactly("one works", "one is done");
  }

  @Test
  void resultMayBeUsedToActAndToOffloadAgain() {
    MemoryNode node = start();
    onPublish =
        context ->
            context.offload(
                () -> "one",
                result -> {
                  context.warn(result, "none");
                  offload(context, "two");
                });
    node.publish("hello");
    network.runFor(A_WHILE);

    assertThat(log).containsExactly("two works", "two is done");
    assertThat(node.eventsOf(NodeEvent.Warning.class))
        .containsExactly(new NodeEvent.Warning("one", "none"));
  }

  @Test
  void workMayBeOffloadedWhileThePluginIsCreated() {
    network.start(
        1,
        Map.of(),
        List.of(
            new AnyRelay(
                context -> {
                  offload(context, "one");
                  return new Flood(context);
                })));
    network.runFor(A_WHILE);

    assertThat(log).containsExactly("one works", "one is done");
  }

  @Test
  void exceptionInTheWorkStopsTheNodeAndIsAttributedToThePlugin() {
    MemoryNode node = start();
    onPublish =
        context ->
            context.offload(
                () -> {
                  throw new IllegalStateException("no idea");
                },
                result -> log.add("never"));
    node.publish("hello");
    network.runFor(A_WHILE);

    assertThat(reason(node)).contains("plugin relay.any failed in offloaded work", "no idea");
    assertThat(log).isEmpty();
  }

  @Test
  void workWithoutAResultIsAFailureOfThePlugin() {
    MemoryNode node = start();
    onPublish = context -> context.offload(OffloadTest::nothing, result -> log.add("never"));
    node.publish("hello");
    network.runFor(A_WHILE);

    assertThat(reason(node)).contains("plugin relay.any failed in offloaded work", "null");
  }

  @SuppressWarnings("NullAway") // as code without null checks would
  private static String nothing() {
    return null;
  }

  @Test
  void failedCallbackStartsNoWork() {
    MemoryNode node = start();
    MemoryNode other = network.start(2, Map.of(), List.of(new AnyRelay(Offloading::new)), 1);
    network.runFor(A_WHILE);
    onControl =
        context -> {
          offload(context, "one");
          context.warn("odd", "fix it");
          var unused = context.schedule(Duration.ZERO, "tick", () -> log.add("tick"));
        };
    onPublish = context -> context.sendControl(node.id(), ByteString.EMPTY);
    other.publish("hello");
    network.runFor(A_WHILE);

    assertThat(node.metric("dropped.malformed-frame")).isEqualTo(1);
    assertThat(log).isEmpty();
    assertThat(node.eventsOf(NodeEvent.Warning.class)).isEmpty();
    assertThat(node.node.isStopped()).isFalse();
    assertThat(node.metric("relay-timers")).isZero();
  }

  @Test
  void resultIsNotHandedBackToAClosedNode() {
    MemoryNode node = start();
    node.deferOffloaded = true;
    onPublish = context -> offload(context, "one");
    node.publish("hello");
    node.node.close();
    node.runDeferred();
    network.runFor(A_WHILE);

    assertThat(log).doesNotContain("one is done");
  }

  @Test
  void offloadedWorkAndTimersTogetherAreLimited() {
    MemoryNode node = start();
    node.deferOffloaded = true;
    onPublish =
        context -> {
          for (int i = 0; i < 500; i++) {
            offload(context, "work");
            var unused = context.schedule(A_WHILE, "tick", () -> {});
          }
        };
    node.publish("as much as may wait");
    assertThat(node.node.isStopped()).isFalse();
    assertThat(node.metric("relay-timers")).isEqualTo(1_000);
    assertThat(node.deferredTasks()).isEqualTo(500);

    onPublish = context -> offload(context, "one more");
    node.publish("too much");
    assertThat(reason(node))
        .contains("plugin relay.any failed in onPublish", "at most 1000 waiting actions");
    assertThat(log).doesNotContain("one more works");
  }

  @Test
  void limitCountsWhatOneCallbackAsksFor() {
    MemoryNode node = start();
    onPublish =
        context -> {
          for (int i = 0; i <= 1_000; i++) {
            offload(context, "work");
          }
        };
    node.publish("too much");

    assertThat(reason(node)).contains("plugin relay.any failed in onPublish", "gossip.max-timers");
    assertThat(log).isEmpty();
  }

  @Test
  void finishedWorkMakesRoomForMore() {
    MemoryNode node = start();
    onPublish =
        context -> {
          for (int i = 0; i < 1_000; i++) {
            offload(context, "work");
          }
        };
    for (int i = 0; i < 3; i++) {
      node.publish("message " + i);
      network.runFor(A_WHILE);
    }

    assertThat(node.node.isStopped()).isFalse();
    assertThat(log).hasSize(6_000);
    assertThat(node.metric("relay-timers")).isZero();
  }

  @Test
  void offloadOutsideACallbackIsRejected() {
    start();

    assertThatIllegalStateException()
        .isThrownBy(() -> offload(requireNonNull(sender), "one"))
        .withMessageContaining("inside its callbacks only");
    assertThat(log).isEmpty();
  }
}
