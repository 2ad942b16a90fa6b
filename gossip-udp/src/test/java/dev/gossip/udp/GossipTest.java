package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import dev.gossip.Delivery;
import dev.gossip.GossipNode;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.core.builtin.FloodingPlugin;
import dev.gossip.core.builtin.NoSigningPlugin;
import dev.gossip.core.builtin.NoSpamControlPlugin;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.driver.ForwardingDriver;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The embedding API over real sockets. */
@Timeout(120)
@SuppressWarnings("try") // some tests close a node before the end of the block
class GossipTest {
  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

  private Delivery nextDelivery() throws InterruptedException {
    Delivery delivery = deliveries.poll(50, TimeUnit.SECONDS);
    assertThat(delivery).as("a delivery within 50 s").isNotNull();
    return delivery;
  }

  @Test
  void nodesComposedFromPluginInstancesExchangeMessages() throws Exception {
    try (GossipNode one =
            GossipNode.builder()
                .with(new UdpPlugin())
                .with(new FloodingPlugin())
                .with(new NoSigningPlugin())
                .with(new NoSpamControlPlugin())
                .start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      two.subscribe(deliveries::add);
      RealNodes.awaitReady(one, two);

      PublishOutcome outcome = one.publish("news", ByteString.copyFromUtf8("hello"));

      MessageId id = outcome.orElseThrow();
      assertThat(outcome).isEqualTo(new PublishOutcome.Accepted(id, 1));
      Delivery delivery = nextDelivery();
      assertThat(delivery.id()).isEqualTo(id);
      assertThat(delivery.text()).isEqualTo("hello");
      assertThat(delivery.message().topic()).isEqualTo("news");
      assertThat(delivery.from().address()).isEqualTo(one.address());
      assertThat(delivery.from().id()).isEqualTo(one.id());
      assertThat(one.metrics().asMap()).containsEntry("messages-published", 1L);
    }
  }

  @Test
  void nodeIsComposedFromAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("node.conf");
    Files.writeString(
        file,
        """
        gossip {
          network = "test net"
          relay { use = flooding }
          transport.udp.max-links = 7
        }
        """);
    try (GossipNode one = GossipNode.builder().file(file).start();
        GossipNode two = GossipNode.builder().file(file).peer(one.address().toString()).start()) {
      two.subscribe(deliveries::add);
      RealNodes.awaitReady(two, one);
      one.publish("from a file");
      assertThat(nextDelivery().text()).isEqualTo("from a file");
    }
  }

  @Test
  void subscriptionReceivesItsTopicUntilItIsClosed() throws Exception {
    try (GossipNode one = GossipNode.builder().start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      var subscription = two.subscribe("a", deliveries::add);
      RealNodes.awaitReady(two, one);
      one.publish("b", ByteString.copyFromUtf8("not for us"));
      one.publish("a", ByteString.copyFromUtf8("for us"));
      assertThat(nextDelivery().text()).isEqualTo("for us");

      subscription.close();
      two.subscribe("a", deliveries::add);
      one.publish("a", ByteString.copyFromUtf8("once"));
      assertThat(nextDelivery().text()).isEqualTo("once");
      assertThat(deliveries).isEmpty();
    }
  }

  @Test
  void listenerMayPublishWhileAnotherListenerThrows() throws Exception {
    try (GossipNode one = GossipNode.builder().start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      two.subscribe(
          delivery -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
            throw new AssertionError("thrown by a listener");
          });
      two.subscribe("ping", delivery -> two.publish("pong", delivery.message().payload()));
      one.subscribe("pong", deliveries::add);
      RealNodes.awaitReady(two, one);
      one.publish("ping", ByteString.copyFromUtf8("ball"));
      assertThat(nextDelivery().text()).isEqualTo("ball");
    }
  }

  @Test
  void publishReturnsTheReasonWhyAMessageIsNotSent() throws Exception {
    GossipNode alone = GossipNode.builder().start();
    assertThat(alone.publish("anybody?")).isEqualTo(new PublishOutcome.NoPeers());
    PublishOutcome tooLarge = alone.publish("x".repeat(65_537));
    assertThat(tooLarge).isEqualTo(new PublishOutcome.TooLarge(65_537, 65_536));
    assertThat(tooLarge.toString()).contains("65537", "65536", "gossip.max-payload-bytes");
    assertThatThrownBy(() -> alone.publish("t".repeat(65), ByteString.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    alone.close();
    assertThat(alone.publish("too late")).isEqualTo(new PublishOutcome.Closed());
  }

  @Test
  void largestPayloadWithTheLongestTopicIsDelivered() throws Exception {
    try (GossipNode one = GossipNode.builder().start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      two.subscribe(deliveries::add);
      RealNodes.awaitReady(two, one);
      one.publish("t".repeat(64), ByteString.copyFrom(new byte[65_536]));
      assertThat(nextDelivery().message().payload().size()).isEqualTo(65_536);
    }
  }

  @Test
  void closeEndsAllThreadsAndReleasesThePort() throws Exception {
    Set<Thread> before = gossipThreads();
    GossipNode one = GossipNode.builder().start();
    GossipNode two =
        GossipNode.builder().peer(one.address().toString()).peer("localhost:9").start();
    two.subscribe(deliveries::add);
    RealNodes.awaitReady(two, one);
    one.publish("hello");
    nextDelivery();

    two.close();
    one.close();
    one.close();

    // A thread of an earlier test may have ended, too.
    assertThat(before).containsAll(gossipThreads());
    new DatagramSocket(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), one.address().port()))
        .close();
    assertThat(one.stopped().get(1, TimeUnit.SECONDS))
        .isEqualTo(new NodeEvent.Stopped(false, "closed"));
    assertThat(one.metrics().asMap()).as("readable after the close").containsKey("datagrams-sent");
  }

  private static Set<Thread> gossipThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> thread.getName().startsWith("gossip-"))
        // A name lookup cannot be interrupted; its thread is a daemon.
        .filter(thread -> !thread.getName().startsWith("gossip-names-"))
        .collect(Collectors.toSet());
  }

  @Test
  void nodesInOneProcessShareNoState() throws Exception {
    try (GossipNode one = GossipNode.builder().set("gossip.network", "red").start();
        GossipNode two = GossipNode.builder().set("gossip.network", "blue").start()) {
      assertThat(one.id()).isNotEqualTo(two.id());
      one.close();
      try (GossipNode three =
          GossipNode.builder()
              .set("gossip.network", "blue")
              .peer(two.address().toString())
              .start()) {
        two.subscribe(deliveries::add);
        RealNodes.awaitReady(three, two);
        three.publish("still alive");
        assertThat(nextDelivery().text()).isEqualTo("still alive");
        assertThat(two.metrics().asMap()).containsEntry("messages-published", 0L);
      }
    }
  }

  @Test
  void portInUseIsReportedWithARemedy() throws Exception {
    try (GossipNode one = GossipNode.builder().start()) {
      assertThatThrownBy(() -> GossipNode.builder().listen(one.address().toString()).start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(one.address().toString())
          .hasMessageContaining("choose another address");
    }
  }

  @Test
  void missingTransportErrorNamesTheArtifactToAdd() {
    PluginCatalog withoutUdp =
        PluginCatalog.load(ClassLoader.getPlatformClassLoader())
            .with(List.of(new FloodingPlugin(), new NoSigningPlugin(), new NoSpamControlPlugin()));
    Throwable thrown = catchThrowable(() -> GossipNode.builder().plugins(withoutUdp).start());
    assertThat(thrown).hasMessageContaining("dev.gossip:gossip-udp");
  }

  @Test
  void readyFailsWhenTheNodeStopsWithoutAPeer() throws Exception {
    GossipNode alone = GossipNode.builder().start();
    var ready = alone.ready();
    assertThat(ready).isNotDone();
    alone.close();
    assertThat(ready).isCompletedExceptionally();
  }

  @Test
  void closeSendsAllAcceptedMessages() throws Exception {
    // More than fits into the queue of one link between two flushes.
    int count = 3_000;
    ByteString payload = ByteString.copyFrom(new byte[900]);
    try (GossipNode two = GossipNode.builder().start()) {
      GossipNode one = GossipNode.builder().peer(two.address().toString()).start();
      RealNodes.awaitReady(one, two);
      for (int i = 0; i < count; i++) {
        assertThat(one.publish("main", payload)).isInstanceOf(PublishOutcome.Accepted.class);
      }
      one.close();

      assertThat(one.metrics().asMap()).containsEntry("payload-frames-sent", (long) count);
    }
  }

  @Test
  void largeMessagesArriveAlthoughTheirNodeIsClosedAtOnce() throws Exception {
    Set<MessageId> published = new HashSet<>();
    try (GossipNode two = GossipNode.builder().start()) {
      two.subscribe(deliveries::add);
      SlowingUdp udp = new SlowingUdp();
      GossipNode one = GossipNode.builder().with(udp).peer(two.address().toString()).start();
      RealNodes.awaitReady(one, two);
      udp.slowDown();
      for (int i = 0; i < 5; i++) {
        PublishOutcome outcome = one.publish("main", ByteString.copyFrom(new byte[60_000]));
        published.add(outcome.orElseThrow());
      }
      one.close();

      Set<MessageId> arrived = new HashSet<>();
      while (arrived.size() < published.size()) {
        arrived.add(nextDelivery().id());
      }
      assertThat(arrived).isEqualTo(published);
      assertThat(two.metrics().asMap()).containsEntry("messages-delivered", 5L);
    }
  }

  /**
   * The UDP transport at a node whose clock a test can slow down. Then the time that the node takes
   * to close, at most a second, suffices for its last messages also on a busy machine.
   */
  private static final class SlowingUdp extends WrappedUdp {
    private static final long SLOWNESS = 30;

    private volatile long sinceNanos = Long.MAX_VALUE;

    void slowDown() {
      sinceNanos = System.nanoTime();
    }

    @Override
    Driver wrap(Driver real) {
      return new ForwardingDriver(real) {
        @Override
        public long nowNanos() {
          long now = super.nowNanos();
          return now < sinceNanos ? now : sinceNanos + (now - sinceNanos) / SLOWNESS;
        }
      };
    }
  }

  @Test
  void failingListenerExecutorIsCountedAndStopsNothing() throws Exception {
    try (GossipNode one = GossipNode.builder().start();
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      one.subscribe(
          "main",
          deliveries::add,
          task -> {
            throw new IllegalStateException("broken");
          });
      one.subscribe(deliveries::add);
      RealNodes.awaitReady(one, two);
      two.publish("hello");

      assertThat(nextDelivery().text()).isEqualTo("hello");
      assertThat(one.metrics().asMap()).containsEntry("dropped.executor-failed", 1L);
    }
  }

  @Test
  void nodeMayBeClosedFromACallbackOnReady() throws Exception {
    try (GossipNode one = GossipNode.builder().start()) {
      GossipNode two = GossipNode.builder().peer(one.address().toString()).start();
      CompletableFuture<Void> closing = two.ready().thenRun(two::close);

      assertThat(two.stopped().get(10, TimeUnit.SECONDS))
          .isEqualTo(new NodeEvent.Stopped(false, "closed"));
      closing.get(10, TimeUnit.SECONDS);
      two.close();
      assertThat(two.publish("too late")).isEqualTo(new PublishOutcome.Closed());
    }
  }
}
