package dev.gossip.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import dev.gossip.core.engine.network.TestPlugins.RecordingSpamControl;
import dev.gossip.core.engine.network.TestPlugins.StampSigning;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps of the engine before and after a message reaches the strategy. */
@Timeout(30)
class MessagePipelineTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(5);
  private final RecordingSpamControl spam = new RecordingSpamControl();

  /** Starts nodes 1 to 3 with this relay; 1 is linked to 2 and 3 and has the spam control. */
  private void start(Function<RelayContext, RelayStrategy> relay) {
    AnyRelay plugin = new AnyRelay(relay);
    network.start(1, Map.of(), List.of(plugin, spam), 2, 3);
    network.start(2, Map.of(), List.of(plugin));
    network.start(3, Map.of(), List.of(plugin));
    network.runFor(A_WHILE);
    spam.notes.clear();
  }

  private void start() {
    start(Flood::new);
  }

  @Test
  void spamControlAdmitsAndJudgesBeforeTheFirstDeliveryIsReportedToIt() {
    start();
    network.node(2).publish("hello");
    network.runFor(A_WHILE);

    assertThat(spam.notes).containsExactly("admit PAYLOAD", "judge", "first");
    assertThat(network.node(3).delivered()).containsExactly("hello");
  }

  @Test
  void messageRefusedBySpamControlIsCountedAndLaterOnesAreAdmitted() {
    start();
    spam.admits = false;
    network.node(2).publish("refused");
    network.runFor(A_WHILE);
    assertThat(network.node(1).delivered()).isEmpty();
    assertThat(network.node(1).metric("dropped.refused-by-spam-control")).isEqualTo(1);

    spam.admits = true;
    network.node(2).publish("admitted");
    network.runFor(A_WHILE);
    assertThat(network.node(1).delivered()).containsExactly("admitted");
  }

  @Test
  void messageIgnoredOrRejectedBySpamControlIsNotDelivered() {
    start();
    spam.verdict = Verdict.IGNORE;
    network.node(2).publish("ignored");
    network.runFor(A_WHILE);
    spam.verdict = Verdict.REJECT;
    network.node(2).publish("rejected");
    network.runFor(A_WHILE);

    assertThat(network.node(1).delivered()).isEmpty();
    assertThat(network.node(3).delivered()).isEmpty();
    assertThat(network.node(1).metric("dropped.ignored")).isEqualTo(1);
    assertThat(network.node(1).metric("dropped.rejected")).isEqualTo(1);
    assertThat(spam.notes.stream().filter("rejected"::equals)).hasSize(1);
    assertThat(network.node(1).metric("seen-ids")).isZero();
  }

  @Test
  void malformedHeaderDoesNotSuppressAValidCopy() {
    ByteString garbage = ByteString.copyFromUtf8("garbage");
    start(
        context ->
            new Flood(context) {
              @Override
              public void onPublish(GossipMessage message) {
                context.deliver(message);
                context.peers().forEach(peer -> context.send(peer.id(), message, garbage));
                context.schedule(
                    Duration.ofMillis(100),
                    "valid copy",
                    () ->
                        context
                            .peers()
                            .forEach(peer -> context.send(peer.id(), message, ByteString.EMPTY)));
              }

              @Override
              public void onMessage(GossipMessage message, Arrival arrival)
                  throws InvalidProtocolBufferException {
                super.onMessage(message, arrival);
                if (!arrival.header().isEmpty()) {
                  throw new InvalidProtocolBufferException("unknown header");
                }
              }
            });
    network.node(2).publish("hello");
    network.runFor(Duration.ofMillis(50));
    assertThat(network.node(1).delivered()).as("a callback that throws leaves no effect").isEmpty();
    assertThat(network.node(1).metric("dropped.malformed-frame")).isEqualTo(1);
    assertThat(network.node(1).metric("seen-ids")).isZero();
    assertThat(network.node(1).metric("stored-messages")).isZero();

    network.runFor(A_WHILE);
    assertThat(network.node(1).delivered()).containsExactly("hello");
    assertThat(spam.notes).contains("misbehaviour MALFORMED_FRAME");
  }

  @Test
  void signedMessageIsDeliveredAfterOneVerification() {
    List<GossipPlugin> signed = List.of(new StampSigning());
    network.start(1, Map.of(), signed, 2, 3);
    network.start(2, Map.of(), signed);
    network.start(
        3,
        Map.of(),
        List.of(
            new AnyRelay(Flood::new) {
              @Override
              public String id() {
                return "relay.flooding";
              }
            },
            new StampSigning()));
    network.runFor(A_WHILE);
    GossipMessage honest = network.node(2).publish("hello");
    assertThat(honest.id()).isNotNull();
    network.runFor(A_WHILE);

    assertThat(network.node(1).delivered()).containsExactly("hello");
    assertThat(network.node(1).metric("signature-checks")).isEqualTo(1);
  }

  @Test
  void nodeWithoutSigningRejectsMessagesThatNameAnAuthor() {
    network.start(1, 2);
    MemoryNode signer = network.start(2, Map.of(), List.of(new StampSigning()));
    network.runFor(A_WHILE);
    signer.publish("signed");
    network.runFor(A_WHILE);

    assertThat(network.node(1).delivered()).isEmpty();
    assertThat(network.node(1).metric("dropped.bad-signature")).isEqualTo(1);
    assertThat(network.node(1).metric("seen-ids")).isZero();
  }

  @Test
  void messagesFromTheFutureOrPastAreIgnoredAndCounted() {
    start();
    MemoryNode sender = network.node(2);
    sender.clockSkewMillis = 19_000;
    sender.publish("a bit early");
    sender.clockSkewMillis = 21_000;
    sender.publish("too early");
    sender.clockSkewMillis = -319_000;
    sender.publish("just in time");
    sender.clockSkewMillis = -321_000;
    sender.publish("too late");
    network.runFor(A_WHILE);

    assertThat(network.node(1).delivered()).containsExactly("a bit early", "just in time");
    assertThat(network.node(1).metric("dropped.from-the-future")).isEqualTo(1);
    assertThat(network.node(1).metric("dropped.expired")).isEqualTo(1);
    assertThat(spam.notes).doesNotContain("rejected", "misbehaviour MALFORMED_FRAME");
  }

  @Test
  void expiredMessagesAreForgotten() {
    start();
    network.node(2).publish("hello");
    network.runFor(A_WHILE);
    assertThat(network.total("seen-ids")).isEqualTo(3);
    network.runFor(Duration.ofSeconds(342));

    assertThat(network.total("seen-ids")).isZero();
    assertThat(network.total("stored-messages")).isZero();
  }

  @Test
  void strategyReceivesDuplicatesWithTheStoredMessage() {
    List<String> seen = new ArrayList<>();
    AnyRelay echo =
        new AnyRelay(
            context ->
                new Flood(context) {
                  @Override
                  public void onDuplicate(GossipMessage message, Arrival arrival) {
                    seen.add(context.seen(message.id()) + " " + context.find(message.id()));
                  }
                });
    network.start(1, Map.of(), List.of(echo, spam), 2, 3);
    network.start(2, Map.of(), List.of(echo), 3);
    network.start(3, Map.of(), List.of(echo));
    network.runFor(A_WHILE);
    GossipMessage message = network.node(1).publish("round the triangle");
    network.runFor(A_WHILE);

    assertThat(seen).hasSize(2).containsOnly("true Optional[" + message + "]");
    assertThat(network.total("duplicates")).isEqualTo(2);
  }

  @Test
  void messageDeliveredTwiceByAStrategyIsReportedOnceAndCounted() {
    start(
        context ->
            new Flood(context) {
              @Override
              public void onMessage(GossipMessage message, Arrival arrival) {
                context.deliver(message);
                context.deliver(message);
              }
            });
    network.node(2).publish("hello");
    network.runFor(A_WHILE);

    assertThat(network.node(1).delivered()).containsExactly("hello");
    assertThat(network.node(1).metric("dropped.not-awaiting-delivery")).isEqualTo(1);
  }

  @Test
  void throwingPluginStopsOnlyItsNodeAndIsNamedInTheReason() {
    start(
        context ->
            new Flood(context) {
              @Override
              public void onMessage(GossipMessage message, Arrival arrival) {
                throw new IllegalStateException("oops");
              }
            });
    network.node(2).publish("hello");
    network.runFor(A_WHILE);

    assertThat(network.node(1).eventsOf(NodeEvent.Stopped.class))
        .singleElement()
        .satisfies(
            stopped -> {
              assertThat(stopped.failed()).isTrue();
              assertThat(stopped.reason())
                  .contains("plugin relay.any failed in onMessage", "oops")
                  .hasLineCount(1);
            });
    assertThat(network.node(2).node.isStopped()).isFalse();
    assertThat(network.node(2).peers()).as("the failed node closed its link").isEmpty();
  }

  @Test
  void throwingTimerIsNamedByItsLabel() {
    start(
        context ->
            new Flood(context) {
              @Override
              public void onPublish(GossipMessage message) {
                context.schedule(
                    Duration.ofMillis(5),
                    "my label",
                    () -> {
                      throw new IllegalStateException("late");
                    });
              }
            });
    network.node(2).publish("hello");
    network.runFor(A_WHILE);

    assertThat(network.node(2).eventsOf(NodeEvent.Stopped.class).toString())
        .contains("plugin relay.any failed in timer 'my label'", "late");
  }

  @Test
  void timersRunInOrderUnlessCancelled() {
    List<String> ran = new ArrayList<>();
    start(
        context ->
            new Flood(context) {
              @Override
              public void onPublish(GossipMessage message) {
                Duration delay = Duration.ofMillis(7);
                context.schedule(delay, "first", () -> ran.add("first"));
                context.schedule(delay, "never", () -> ran.add("never")).cancel();
                context.schedule(delay, "second", () -> ran.add("second"));
              }
            });
    network.node(2).publish("hello");
    network.runFor(A_WHILE);

    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void controlFramesReachTheStrategyAndAreLimitedInSize() {
    List<String> got = new ArrayList<>();
    start(
        context ->
            new Flood(context) {
              @Override
              public void onPublish(GossipMessage message) {
                context
                    .peers()
                    .forEach(
                        peer -> {
                          int max = context.maxControlBytes(peer.id());
                          context.sendControl(peer.id(), ByteString.copyFrom(new byte[max]));
                          context.sendControl(peer.id(), ByteString.copyFrom(new byte[max + 20]));
                        });
              }

              @Override
              public void onControl(dev.gossip.api.Peer from, ByteString body) {
                got.add(from.direction() + " " + body.size());
              }
            });
    network.node(2).publish("hello");
    network.runFor(A_WHILE);

    assertThat(got).containsExactly("OUTBOUND 1166");
    assertThat(network.node(2).metric("dropped.frame-too-large")).isEqualTo(1);
    assertThat(network.node(2).metric("control-frames-sent")).isEqualTo(1);
  }

  @Test
  void strategyMayScheduleButNotSendWhileItIsCreated() {
    List<String> ran = new ArrayList<>();
    start(
        context -> {
          context.schedule(Duration.ofMillis(5), "epoch", () -> ran.add("epoch"));
          return new Flood(context);
        });
    assertThat(ran).containsExactly("epoch", "epoch", "epoch");

    AnyRelay sendingInCreate =
        new AnyRelay(
            context -> {
              context.sendControl(context.self(), ByteString.EMPTY);
              return new Flood(context);
            });
    assertThatThrownBy(() -> network.start(9, Map.of(), List.of(sendingInCreate)))
        .hasMessageContaining("plugin relay.any failed in create")
        .hasMessageContaining("may only schedule");
  }

  @Test
  void pluginsAreNotifiedOnlyOfPeersThatAreUp() {
    network.start(1, Map.of(), List.of(spam));
    // The link to node 2 comes up, but its HELLOs are lost, so it never becomes a peer.
    network.rule(
        (from, to, frame) ->
            from.port() != 2 || frame.isEmpty() || frame.byteAt(0) != Frames.HELLO);
    network.start(2, 1);
    network.runFor(A_WHILE);
    ByteString garbage = ByteString.copyFrom(new byte[] {Frames.HELLO, (byte) 0xff});
    network.node(1).report(2, (events, link) -> assertThat(events.frame(link, garbage)).isFalse());

    assertThat(network.node(1).metric("dropped.malformed-frame")).isPositive();
    assertThat(spam.notes).isEmpty();
  }
}
