package dev.gossip;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.Metrics;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.engine.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A node of an application, with a driver that the test runs. */
@Timeout(60)
class EmbeddedNodeTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  private final HandDriver driver = new HandDriver();
  private final AskingTransport transport = new AskingTransport(driver);
  private @Nullable Node engine;

  private GossipNodeBuilder builder() {
    driver.onRun(node -> engine = node);
    return GossipNode.builder().with(transport);
  }

  private Node engine() {
    return requireNonNull(engine);
  }

  @Test
  void metricsAreReadWhileTheNodesThreadDoesNothing() throws IOException {
    try (GossipNode node = builder().start()) {
      Metrics before = node.metrics();
      engine().drop(DropReason.IGNORED, 3);

      Metrics after = node.metrics();
      assertThat(after.dropped(DropReason.IGNORED)).isEqualTo(3);
      assertThat(after.dropped()).isEqualTo(3);
      assertThat(before.dropped(DropReason.IGNORED)).isZero();
      assertThat(after.asMap()).isEqualTo(engine().metrics()).containsEntry("dropped.ignored", 3L);
      assertThat(after).isNotEqualTo(before);
    }
  }

  @Test
  void gaugesAreThoseOfTheEndOfTheLastBatch() throws IOException {
    try (GossipNode node = builder().start()) {
      driver.pass(Duration.ZERO);
      long timers = node.metrics().get(Metric.TIMERS);
      engine().schedule(Duration.ofHours(1), "in the test", () -> {});
      assertThat(node.metrics().get(Metric.TIMERS)).isEqualTo(timers);

      driver.pass(Duration.ZERO);
      assertThat(node.metrics().get(Metric.TIMERS)).isEqualTo(timers + 1);
    }
  }

  @Test
  void eventsHaveTheTimeAtWhichTheyHappened() throws Exception {
    BlockingQueue<Instant> times = new LinkedBlockingQueue<>();
    NodeListener listener =
        new NodeListener() {
          @Override
          public void onEvent(NodeEvent event, Instant time) {
            if (event instanceof NodeEvent.Warning warning && warning.what().equals("now")) {
              times.add(time);
            }
          }
        };
    try (GossipNode node = builder().listener(listener).onEvent(event -> {}).start()) {
      assertThat(node.peers()).isEmpty();
      Instant start = Instant.ofEpochMilli(driver.wallMillis());
      driver.pass(Duration.ofSeconds(5));
      engine().warn("now", "nothing");
      driver.pass(Duration.ofSeconds(5));

      assertThat(times.take()).isEqualTo(start.plusSeconds(5));
    }
  }

  @Test
  void listenerHearsNothingAfterItsSubscriptionIsClosed() throws Exception {
    BlockingQueue<String> first = new LinkedBlockingQueue<>();
    BlockingQueue<String> second = new LinkedBlockingQueue<>();
    try (GossipNode node = builder().onEvent(event -> {}).start()) {
      Subscription subscription = node.addListener(warnings(first));
      Subscription other = node.addListener(warnings(second));
      engine().warn("one", "nothing");
      assertThat(first.take()).isEqualTo("one; nothing");
      subscription.close();
      engine().warn("two", "nothing");
      assertThat(second.take()).isEqualTo("one; nothing");
      assertThat(second.take()).isEqualTo("two; nothing");
      other.close();
    }
    assertThat(first).isEmpty();
  }

  private static NodeListener warnings(BlockingQueue<String> warnings) {
    return new NodeListener() {
      @Override
      public void onWarning(String what, String remedy) {
        warnings.add(what + "; " + remedy);
      }
    };
  }

  @Test
  void listenerHearsThatTheNodeStopped() throws Exception {
    BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
    NodeListener listener =
        new NodeListener() {
          @Override
          public void onStopped(boolean failed, String reason) {
            stopped.add(failed + " " + reason);
          }
        };
    builder().listener(listener).start().close();

    assertThat(stopped.take()).isEqualTo("false closed");
  }

  @Test
  void warningsAreLoggedWhileNoListenerHearsAllEvents() throws Exception {
    try (LogRecords log = new LogRecords();
        GossipNode node = builder().listener(new NodeListener() {}).start()) {
      engine().warn("a\nline", "remedy");
      engine().fail("a bug");

      assertThat(log.next()).isEqualTo("WARNING 127.0.0.1:5000: a?line; remedy");
      assertThat(log.next()).isEqualTo("SEVERE 127.0.0.1:5000: the node failed: a bug");
      assertThat(node.peers()).isEmpty();
    }
  }

  @Test
  void logIsEmptyIfAListenerHearsAllEvents() throws Exception {
    try (LogRecords log = new LogRecords()) {
      GossipNode node = builder().onEvent(event -> {}).start();
      engine().warn("heard", "remedy");
      node.close();

      assertThat(log.all()).isEmpty();
    }
  }

  @Test
  void awaitReadyNamesThePeersThatWereNotReached() throws Exception {
    try (GossipNode node =
        builder()
            .peers("127.0.0.1:9", "127.0.0.1:10")
            .seeds("127.0.0.1:11")
            .set("gossip.discovery.use", "")
            .set("gossip.membership.use", "configured")
            .start()) {
      NotReadyException notReady =
          catchThrowableOfType(NotReadyException.class, () -> node.awaitReady(SHORT));

      assertThat(notReady)
          .hasMessage(
              """
              no peer is up after 1 ms: not reached:
                127.0.0.1:9: no answer
                127.0.0.1:10: no answer
                127.0.0.1:11: a seed, no answer\
              """);
      assertThat(notReady.unreached()).containsEntry(PeerAddress.parse("127.0.0.1:9"), "no answer");
    }
  }

  @Test
  void awaitReadyOfANodeWithoutPeersSaysSo() throws Exception {
    GossipNode node = builder().start();
    assertThatThrownBy(() -> node.awaitReady(SHORT))
        .isInstanceOf(NotReadyException.class)
        .hasMessageContaining("no peers and no seeds are configured")
        .hasMessageContaining("127.0.0.1:5000");
    node.close();
    assertThatIllegalStateException().isThrownBy(() -> node.awaitReady(SHORT));
  }

  @Test
  void awaitReadyIsRefusedOnTheNodesOwnThread() throws Exception {
    BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    try (GossipNode node = builder().start()) {
      driver.tasks.add(
          () ->
              assertThatIllegalStateException()
                  .isThrownBy(() -> node.awaitReady(SHORT))
                  .satisfies(e -> refused.add(String.valueOf(e.getMessage()))));
      driver.pass(Duration.ZERO);
    }
    assertThat(refused.take()).contains("wait from another thread");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void methodOfTheBuilderSetsItsSetting(UnaryOperator<GossipNodeBuilder> method, String expected) {
    GossipNodeBuilder builder = method.apply(builder());

    assertThatThrownBy(builder::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("the node's builder: " + expected);
  }

  static List<Arguments> settings() {
    return List.of(
        setting(builder -> builder.network(""), "gossip.network"),
        setting(builder -> builder.listen("x"), "gossip.listen"),
        setting(builder -> builder.peers("127.0.0.1:9", "x"), "'x' is not an address"),
        setting(builder -> builder.seeds("127.0.0.1:9", "x"), "'x' is not an address"),
        setting(builder -> builder.relay("x"), "there is no plugin 'relay.x'"),
        setting(builder -> builder.spam("none", "x"), "there is no plugin 'spam.x'"),
        setting(builder -> builder.signing("x"), "there is no plugin 'signing.x'"),
        setting(builder -> builder.identity(Path.of("no such file")), "gossip.identity"));
  }

  private static Arguments setting(UnaryOperator<GossipNodeBuilder> method, String expected) {
    return Arguments.of(method, expected);
  }

  @Test
  void listenersOfTheBuilderNeedATopic() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().onMessage("", delivery -> {}))
        .withMessageContaining("topic");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().onMessage("t".repeat(65), delivery -> {}, Runnable::run))
        .withMessageContaining("topic");
  }
}
