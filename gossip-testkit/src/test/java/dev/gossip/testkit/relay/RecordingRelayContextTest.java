package dev.gossip.testkit.relay;

import static dev.gossip.testkit.relay.RecordingRelayContext.message;
import static dev.gossip.testkit.relay.RecordingRelayContext.peerId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.testkit.relay.RecordingRelayContext.Report;
import dev.gossip.testkit.relay.RecordingRelayContext.SentControl;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingRelayContextTest {
  private static final ByteString BODY = ByteString.copyFromUtf8("body");
  private static final GossipMessage HELLO = message("hello");
  private static final GossipMessage OTHER = message("other");

  private final RecordingRelayContext node = new RecordingRelayContext(42);

  /** Records its calls. Each test overrides what it needs. */
  private static class RecordingStrategy implements RelayStrategy {
    final List<String> calls = new ArrayList<>();

    @Override
    public void onPublish(GossipMessage message) {
      calls.add("publish");
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      calls.add("message");
      if (!arrival.header().isEmpty()) {
        throw new InvalidProtocolBufferException("no header is known");
      }
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return false;
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival) {
      calls.add("duplicate");
    }
  }

  private Peer up(int number) {
    return node.up(number, Direction.OUTBOUND);
  }

  @Test
  void callsOfTheStrategyAreRecordedInOrder() {
    node.start(
        context ->
            new RecordingStrategy() {
              @Override
              public void onPublish(GossipMessage message) {
                context.deliver(message);
                context.send(peerId(1), message, BODY);
                context.sendControl(peerId(1), BODY);
                context.report(peerId(1), Misbehaviour.UNSOLICITED);
              }
            });
    up(1);

    node.publish(HELLO);

    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(node.payloads()).containsExactly(new SentPayload(peerId(1), HELLO, BODY));
    assertThat(node.controls()).containsExactly(new SentControl(peerId(1), BODY));
    assertThat(node.reports()).containsExactly(new Report(peerId(1), Misbehaviour.UNSOLICITED));
    assertThat(node.transcript())
        .containsExactly(
            "deliver message 2cf24dba",
            "send message 2cf24dba header 626f6479 to peer 1",
            "send control 626f6479 to peer 1",
            "report peer 1 UNSOLICITED");

    node.clear();
    assertThat(node.transcript()).isEmpty();
    assertThat(node.payloads()).isEmpty();
  }

  @Test
  void copiesArePassedOnLikeInANode() throws Exception {
    RecordingStrategy strategy = new RecordingStrategy();
    node.start(context -> strategy);
    Peer peer = up(1);

    assertThatThrownBy(() -> node.receive(peer, HELLO, BODY))
        .isInstanceOf(InvalidProtocolBufferException.class);
    assertThat(node.seen(HELLO.id())).isFalse();
    node.receive(peer, HELLO, ByteString.EMPTY);
    node.receive(peer, HELLO, ByteString.EMPTY);
    node.evict(HELLO.id());
    node.receive(peer, HELLO, ByteString.EMPTY);

    assertThat(strategy.calls).containsExactly("message", "message", "duplicate");
    assertThat(node.seen(HELLO.id())).isTrue();
    assertThat(node.find(HELLO.id())).isEmpty();
  }

  @Test
  void callbackThatThrowsHasNoEffect() {
    List<Long> drawn = new ArrayList<>();
    node.start(
        context ->
            new RecordingStrategy() {
              @Override
              public void onMessage(GossipMessage message, Arrival arrival)
                  throws InvalidProtocolBufferException {
                drawn.add(context.random().nextLong());
                context.deliver(message);
                context.schedule(Duration.ZERO, "later", () -> {});
                super.onMessage(message, arrival);
              }
            });
    Peer peer = up(1);

    assertThatThrownBy(() -> node.receive(peer, HELLO, BODY))
        .isInstanceOf(InvalidProtocolBufferException.class);
    assertThat(node.delivered()).isEmpty();
    assertThat(node.timers()).isEmpty();

    assertThatThrownBy(() -> node.receive(peer, HELLO, BODY))
        .isInstanceOf(InvalidProtocolBufferException.class);
    assertThat(drawn.get(1)).as("randomness after a callback that threw").isEqualTo(drawn.get(0));
  }

  @Test
  void timersRunByDueTimeThenInSchedulingOrder() {
    List<String> ran = new ArrayList<>();
    List<TimerHandle> handles = new ArrayList<>();
    node.start(
        context -> {
          for (int millis : new int[] {30, 10, 20, 10}) {
            String label = millis + " as number " + handles.size();
            handles.add(context.schedule(Duration.ofMillis(millis), label, () -> ran.add(label)));
          }
          return new RecordingStrategy() {
            @Override
            public void onPublish(GossipMessage message) {
              handles.get(2).cancel();
            }
          };
        });

    assertThat(node.timers().get(0)).isEqualTo("10 as number 1 in 10ms");
    node.advance(Duration.ofMillis(10));
    assertThat(ran).containsExactly("10 as number 1", "10 as number 3");
    node.publish(HELLO);
    assertThat(node.timers()).containsExactly("30 as number 0 in 20ms");
    assertThat(node.fireNext()).isTrue();
    assertThat(node.nowNanos()).isEqualTo(30_000_000);
    assertThat(ran).hasSize(3).last().isEqualTo("30 as number 0");
    assertThat(node.fireNext()).isFalse();
  }

  @Test
  void timersRunWhenTheClockOverflows() {
    RecordingRelayContext late = new RecordingRelayContext(1, Long.MAX_VALUE - 5);
    List<Long> times = new ArrayList<>();
    late.start(
        context -> {
          context.schedule(Duration.ofNanos(10), "later", () -> times.add(context.nowNanos()));
          context.schedule(Duration.ofNanos(1), "soon", () -> times.add(context.nowNanos()));
          return new RecordingStrategy();
        });

    late.advance(Duration.ofNanos(20));

    assertThat(times).containsExactly(Long.MAX_VALUE - 4, Long.MIN_VALUE + 4);
  }

  @Test
  void framesForNodesThatAreNotPeersAreStrays() {
    node.start(
        context ->
            new RecordingStrategy() {
              @Override
              public void onPeerDown(Peer peer) {
                context.sendControl(peer.id(), BODY);
              }
            });
    Peer peer = up(3);

    node.down(peer);

    assertThat(node.controls()).isEmpty();
    assertThat(node.strays())
        .singleElement()
        .asString()
        .startsWith("control 626f6479 to peer 3, which is not up (at ")
        .contains("RecordingRelayContextTest.java:");
    assertThat(node.maxControlBytes(peer.id())).isZero();
    assertThat(node.roomBytes(peer.id())).isZero();
  }

  @Test
  void peersAreSortedAndHaveTheConfiguredRoom() {
    node.start(context -> new RecordingStrategy());
    Peer two = up(2);
    Peer one = up(1);
    node.limitControl(50);
    node.limitRoom(70);

    assertThat(node.peers()).containsExactly(one, two);
    assertThat(node.maxControlBytes(one.id())).isEqualTo(50);
    assertThat(node.roomBytes(two.id())).isEqualTo(70);
  }

  @Test
  void forbiddenCallsAreRejected() {
    assertThatThrownBy(
            () ->
                node.start(
                    context -> {
                      context.deliver(HELLO);
                      return new RecordingStrategy();
                    }))
        .hasMessageContaining("may only schedule");
    List<RelayContext> contexts = new ArrayList<>();
    node.start(
        context -> {
          contexts.add(context);
          return new RecordingStrategy() {
            @Override
            public void onPublish(GossipMessage message) {
              context.send(peerId(1), message, ByteString.copyFrom(new byte[65]));
            }
          };
        });
    assertThatThrownBy(() -> node.publish(OTHER)).hasMessageContaining("at most 64 bytes, not 65");
    assertThatThrownBy(() -> contexts.get(0).deliver(OTHER))
        .hasMessageContaining("inside a callback of the strategy");
    Peer gone = up(1);
    node.down(gone);
    assertThatThrownBy(() -> node.control(gone, BODY))
        .hasMessage("peer 1 is not up: call up first");
  }

  @Test
  void offloadedWorkRunsAfterTheCallbackAndReturnsInOneOfItsOwn() {
    List<String> order = new ArrayList<>();
    node.start(
        context ->
            new RecordingStrategy() {
              @Override
              public void onPublish(GossipMessage message) {
                context.offload(
                    () -> {
                      order.add("work");
                      return 42;
                    },
                    result -> {
                      order.add("result " + result);
                      context.deliver(message);
                    });
                order.add("callback");
              }
            });

    node.publish(HELLO);

    assertThat(order).containsExactly("callback", "work");
    assertThat(node.timers()).containsExactly("offloaded work in 0s");
    assertThat(node.delivered(HELLO.id())).isFalse();
    node.advance(Duration.ZERO);
    assertThat(order).containsExactly("callback", "work", "result 42");
    assertThat(node.delivered(HELLO.id())).isTrue();
  }

  @Test
  void callbackThatThrowsStartsNoWorkAndWarnsNobody() {
    node.start(
        context ->
            new RecordingStrategy() {
              @Override
              public void onPublish(GossipMessage message) {
                context.warn("slow", "wait");
                context.offload(() -> fail("must not run"), unused -> {});
                throw new IllegalStateException("broken");
              }
            });

    assertThatThrownBy(() -> node.publish(HELLO)).hasMessage("broken");

    assertThat(node.warnings()).isEmpty();
    assertThat(node.timers()).isEmpty();
  }

  @Test
  void warningsArePartOfTheTranscriptUntilCleared() {
    node.start(
        context ->
            new RecordingStrategy() {
              @Override
              public void onPublish(GossipMessage message) {
                context.warn("slow", "wait");
              }
            });

    node.publish(HELLO);

    assertThat(node.warnings()).containsExactly(new Warning("slow", "wait"));
    assertThat(node.transcript()).containsExactly("warn slow; wait");
    node.clear();
    assertThat(node.warnings()).isEmpty();
  }

  @Test
  void topicsStandingsAndStatsAreThoseThatTheTestSets() {
    node.start(context -> new RecordingStrategy());
    Peer peer = up(1);
    LinkStats stats = new LinkStats(10, 1, Optional.of(Duration.ofMillis(20)), 1_200);

    assertThat(node.topics()).isEmpty();
    assertThat(node.standing(peer.id())).isEqualTo(Standing.GOOD);
    assertThat(node.stats(peer.id())).isEqualTo(LinkStats.NONE);
    node.setTopics(List.of("weather", "news"));
    node.setStanding(peer.id(), Standing.DISCOURAGED);
    node.setStats(peer.id(), stats);

    assertThat(node.topics()).containsExactly("news", "weather");
    assertThat(node.standing(peer.id())).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.stats(peer.id())).isEqualTo(stats);
    node.down(peer);
    assertThat(node.stats(peer.id())).isEqualTo(LinkStats.NONE);
  }

  @Test
  void effectsAreForbiddenWhileTheStrategyAnswersAQuestion() {
    node.start(
        context ->
            new RecordingStrategy() {
              @Override
              public boolean mayReveal(PeerId to, MessageId id) {
                if (!context.delivered(id)) {
                  context.report(to, Misbehaviour.UNSOLICITED);
                }
                return true;
              }

              @Override
              public void onPublish(GossipMessage message) {
                context.deliver(message);
              }
            });
    Peer peer = up(1);
    node.publish(HELLO);

    assertThat(node.mayReveal(peer, HELLO.id())).isTrue();
    assertThatThrownBy(() -> node.mayReveal(peer, OTHER.id()))
        .hasMessageContaining("inside a callback of the strategy");
    assertThat(node.reports()).isEmpty();
  }

  @Test
  void roomIsReportedForPeersThatAreUp() {
    List<Peer> rooms = new ArrayList<>();
    node.start(
        context ->
            new RecordingStrategy() {
              @Override
              public void onRoom(Peer peer) {
                rooms.add(peer);
              }
            });
    Peer peer = up(1);

    node.room(peer);

    assertThat(rooms).containsExactly(peer);
  }
}
