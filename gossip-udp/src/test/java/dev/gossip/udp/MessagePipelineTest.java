package dev.gossip.udp;

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
import dev.gossip.udp.ManualNetwork.TestNode;
import dev.gossip.udp.TestPlugins.AnyRelay;
import dev.gossip.udp.TestPlugins.Flood;
import dev.gossip.udp.TestPlugins.NotingSpamControl;
import dev.gossip.udp.TestPlugins.StampSigning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the engine does with a message before and after the strategy sees it. */
@Timeout(30)
class MessageJourneyTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final ManualNetwork world = new ManualNetwork(5);
  private final NotingSpamControl spam = new NotingSpamControl();

  /** Node 1 in the middle with 2 and 3, all with this relay; node 1 has the noting spam control. */
  private void start(Function<RelayContext, RelayStrategy> relay) {
    AnyRelay plugin = new AnyRelay(relay);
    world.start(1, Map.of(), List.of(plugin, spam), 2, 3);
    world.start(2, Map.of(), List.of(plugin));
    world.start(3, Map.of(), List.of(plugin));
    world.runFor(A_WHILE);
    spam.notes.clear();
  }

  private void start() {
    start(Flood::new);
  }

  @Test
  void spamControlIsAskedBeforeAndToldAfter() {
    start();
    world.node(2).publish("hello");
    world.runFor(A_WHILE);

    assertThat(spam.notes).containsExactly("admit PAYLOAD", "judge", "first");
    assertThat(world.node(3).delivered()).containsExactly("hello");
  }

  @Test
  void whatSpamControlDoesNotAdmitIsCountedAndCanComeAgain() {
    start();
    spam.admits = false;
    world.node(2).publish("refused");
    world.runFor(A_WHILE);
    assertThat(world.node(1).delivered()).isEmpty();
    assertThat(world.node(1).metric("dropped.refused-by-spam-control")).isEqualTo(1);

    spam.admits = true;
    world.node(2).publish("admitted");
    world.runFor(A_WHILE);
    assertThat(world.node(1).delivered()).containsExactly("admitted");
  }

  @Test
  void whatSpamControlIgnoresOrRejectsGoesNoFurther() {
    start();
    spam.verdict = Verdict.IGNORE;
    world.node(2).publish("ignored");
    world.runFor(A_WHILE);
    spam.verdict = Verdict.REJECT;
    world.node(2).publish("rejected");
    world.runFor(A_WHILE);

    assertThat(world.node(1).delivered()).isEmpty();
    assertThat(world.node(3).delivered()).isEmpty();
    assertThat(world.node(1).metric("dropped.ignored")).isEqualTo(1);
    assertThat(world.node(1).metric("dropped.rejected")).isEqualTo(1);
    assertThat(spam.notes.stream().filter("rejected"::equals)).hasSize(1);
    assertThat(world.node(1).metric("seen-ids")).isZero();
  }

  @Test
  void aGarbledHeaderNeverSilencesTheHonestCopy() {
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
                    "the honest copy",
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
                  throw new InvalidProtocolBufferException("not my header");
                }
              }
            });
    world.node(2).publish("hello");
    world.runFor(Duration.ofMillis(50));
    assertThat(world.node(1).delivered()).as("a callback that throws leaves no effect").isEmpty();
    assertThat(world.node(1).metric("dropped.malformed-frame")).isEqualTo(1);
    assertThat(world.node(1).metric("seen-ids")).isZero();
    assertThat(world.node(1).metric("stored-messages")).isZero();

    world.runFor(A_WHILE);
    assertThat(world.node(1).delivered()).containsExactly("hello");
    assertThat(spam.notes).contains("misbehaviour MALFORMED_FRAME");
  }

  @Test
  void aBadSignatureNeverSilencesTheGoodOne() {
    List<GossipPlugin> signed = List.of(new StampSigning());
    world.start(1, Map.of(), signed, 2, 3);
    world.start(2, Map.of(), signed);
    // Node 3 has the same messages but signs them wrongly.
    world.start(
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
    world.runFor(A_WHILE);
    GossipMessage honest = world.node(2).publish("hello");
    assertThat(honest.id()).isNotNull();
    world.runFor(A_WHILE);

    assertThat(world.node(1).delivered()).containsExactly("hello");
    assertThat(world.node(1).metric("signature-checks")).isEqualTo(1);
  }

  @Test
  void anUnsignedNetworkRefusesWhatClaimsAnAuthor() {
    world.start(1, 2);
    TestNode signer = world.start(2, Map.of(), List.of(new StampSigning()));
    world.runFor(A_WHILE);
    signer.publish("signed");
    world.runFor(A_WHILE);

    assertThat(world.node(1).delivered()).isEmpty();
    assertThat(world.node(1).metric("dropped.bad-signature")).isEqualTo(1);
    assertThat(world.node(1).metric("seen-ids")).isZero();
  }

  @Test
  void messagesFromTheFutureOrThePastAreIgnoredAndCounted() {
    start();
    TestNode sender = world.node(2);
    sender.clockSkewMillis = 19_000;
    sender.publish("a bit early");
    sender.clockSkewMillis = 21_000;
    sender.publish("too early");
    sender.clockSkewMillis = -319_000;
    sender.publish("just in time");
    sender.clockSkewMillis = -321_000;
    sender.publish("too late");
    world.runFor(A_WHILE);

    assertThat(world.node(1).delivered()).containsExactly("a bit early", "just in time");
    assertThat(world.node(1).metric("dropped.from-the-future")).isEqualTo(1);
    assertThat(world.node(1).metric("dropped.expired")).isEqualTo(1);
    assertThat(spam.notes).doesNotContain("rejected", "misbehaviour MALFORMED_FRAME");
  }

  @Test
  void whatExpiredIsForgotten() {
    start();
    world.node(2).publish("hello");
    world.runFor(A_WHILE);
    assertThat(world.total("seen-ids")).isEqualTo(3);
    world.runFor(Duration.ofSeconds(342));

    assertThat(world.total("seen-ids")).isZero();
    assertThat(world.total("stored-messages")).isZero();
  }

  @Test
  void aStrategySeesDuplicatesWithTheStoredMessage() {
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
    world.start(1, Map.of(), List.of(echo, spam), 2, 3);
    world.start(2, Map.of(), List.of(echo), 3);
    world.start(3, Map.of(), List.of(echo));
    world.runFor(A_WHILE);
    GossipMessage message = world.node(1).publish("round the triangle");
    world.runFor(A_WHILE);

    assertThat(seen).hasSize(2).containsOnly("true Optional[" + message + "]");
    assertThat(world.total("duplicates")).isEqualTo(2);
  }

  @Test
  void deliveringTwiceIsCountedAndToldOnce() {
    start(
        context ->
            new Flood(context) {
              @Override
              public void onMessage(GossipMessage message, Arrival arrival) {
                context.deliver(message);
                context.deliver(message);
              }
            });
    world.node(2).publish("hello");
    world.runFor(A_WHILE);

    assertThat(world.node(1).delivered()).containsExactly("hello");
    assertThat(world.node(1).metric("dropped.not-awaiting-delivery")).isEqualTo(1);
  }

  @Test
  void aPluginThatThrowsStopsItsNodeAndNoOtherAndIsNamed() {
    start(
        context ->
            new Flood(context) {
              @Override
              public void onMessage(GossipMessage message, Arrival arrival) {
                throw new IllegalStateException("oops");
              }
            });
    world.node(2).publish("hello");
    world.runFor(A_WHILE);

    assertThat(world.node(1).told(NodeEvent.Stopped.class))
        .singleElement()
        .satisfies(
            stopped -> {
              assertThat(stopped.failed()).isTrue();
              assertThat(stopped.reason())
                  .contains("plugin relay.any failed in onMessage", "oops")
                  .hasLineCount(1);
            });
    assertThat(world.node(2).node.isStopped()).isFalse();
    assertThat(world.node(2).peers()).as("the failed node said goodbye").isEmpty();
  }

  @Test
  void aTimerThatThrowsIsNamedByItsLabel() {
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
    world.node(2).publish("hello");
    world.runFor(A_WHILE);

    assertThat(world.node(2).told(NodeEvent.Stopped.class).toString())
        .contains("plugin relay.any failed in timer 'my label'", "late");
  }

  @Test
  void timersRunInOrderAndACancelledOneDoesNot() {
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
    world.node(2).publish("hello");
    world.runFor(A_WHILE);

    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void controlFramesReachTheSameStrategyAndAreNotTooLarge() {
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
    world.node(2).publish("hello");
    world.runFor(A_WHILE);

    assertThat(got).containsExactly("OUTBOUND 1166");
    assertThat(world.node(2).metric("dropped.frame-too-large")).isEqualTo(1);
    assertThat(world.node(2).metric("control-frames-sent")).isEqualTo(1);
  }

  @Test
  void aStrategyMayScheduleWhileItIsCreatedButNotSend() {
    List<String> ran = new ArrayList<>();
    start(
        context -> {
          context.schedule(Duration.ofMillis(5), "epoch", () -> ran.add("epoch"));
          return new Flood(context);
        });
    assertThat(ran).containsExactly("epoch", "epoch", "epoch");

    AnyRelay hasty =
        new AnyRelay(
            context -> {
              context.sendControl(context.self(), ByteString.EMPTY);
              return new Flood(context);
            });
    assertThatThrownBy(() -> world.start(9, Map.of(), List.of(hasty)))
        .hasMessageContaining("plugin relay.any failed in create")
        .hasMessageContaining("may only schedule");
  }

  @Test
  void pluginsHearOnlyOfPeersThatAreUp() {
    world.start(1, Map.of(), List.of(spam));
    // The link to node 2 comes up, but every HELLO is garbled, so it never becomes a peer.
    world.rule(
        (from, to, datagram) -> {
          if (from.port() == 2 && datagram[3] == 3) {
            datagram[23] = (byte) 0xff;
          }
          return true;
        });
    world.start(2, 1);
    world.runFor(Duration.ofSeconds(5));

    assertThat(world.node(1).metric("dropped.malformed-frame")).isPositive();
    assertThat(spam.notes).isEmpty();
  }
}
