package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.driver.ForwardingDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node whose driver cannot send for a while drops no message that it accepted. */
@Timeout(120)
class StalledDriverTest {
  private static final int QUEUE = 64;

  /** For messages of nearly 8 KiB, more than twice the queue of the link. */
  private static final int LARGE_QUEUE = 1_200;

  /** The least that the transport allows; messages of the node itself get half of it. */
  private static final int LINK_QUEUE_BYTES = 4 << 20;

  private final StallableUdp plugin = new StallableUdp();
  private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();

  private GossipNode startSender() throws Exception {
    return startSender(QUEUE);
  }

  private GossipNode startSender(int queue) throws Exception {
    return patient()
        .with(plugin)
        .set("gossip.publish-queue", "" + queue)
        .set("gossip.transport.udp.queue-bytes", "" + LINK_QUEUE_BYTES)
        .start();
  }

  /** A node that repeats no handshake on a slow machine; repeated ones count as drops. */
  private static GossipNodeBuilder patient() {
    return GossipNode.builder()
        .set("gossip.transport.udp.connect-retry", "20s")
        .set("gossip.transport.udp.connect-timeout", "20s");
  }

  private GossipNode startReceiver(GossipNode sender) throws Exception {
    // A subscription begins after the start and may miss what the sender has queued.
    GossipNode receiver =
        patient().peer(sender.address().toString()).onEvent(this::recordDelivery).start();
    RealNodes.awaitReady(receiver, sender);
    return receiver;
  }

  private void recordDelivery(NodeEvent event) {
    if (event instanceof NodeEvent.Delivered delivered) {
      arrived.add(delivered.message().payload().toStringUtf8());
    }
  }

  private static List<String> publishUntilRefused(GossipNode node) {
    return publishUntilRefused(node, QUEUE, "x".repeat(800));
  }

  private static List<String> publishUntilRefused(GossipNode node, int queue, String rest) {
    List<String> accepted = new ArrayList<>();
    while (true) {
      String text = "message " + accepted.size() + " " + rest;
      PublishOutcome outcome = node.publish(text);
      if (!(outcome instanceof PublishOutcome.Accepted)) {
        assertThat(outcome).isEqualTo(new PublishOutcome.QueueFull(queue));
        return accepted;
      }
      accepted.add(text);
    }
  }

  private void assertArrive(List<String> expected) throws InterruptedException {
    for (String text : expected) {
      assertThat(arrived.poll(20, TimeUnit.SECONDS)).isEqualTo(text);
    }
  }

  private static List<String> drops(GossipNode node) {
    return node.metrics().asMap().keySet().stream()
        .filter(name -> name.startsWith("dropped."))
        .toList();
  }

  @Test
  void publishIsRefusedWhileStalledAndEverythingAcceptedIsDeliveredLater() throws Exception {
    try (GossipNode sender = startSender();
        GossipNode receiver = startReceiver(sender)) {
      plugin.stall();
      List<String> accepted = publishUntilRefused(sender);
      plugin.resume();
      assertArrive(accepted);

      RealNodes.await(
          "there is room again", () -> sender.publish("room") instanceof PublishOutcome.Accepted);
      assertArrive(List.of("room"));
      assertThat(drops(sender)).isEmpty();
      assertThat(receiver.metrics().asMap()).containsEntry("datagrams-lost", 0L);
    }
  }

  @Test
  void burstLargerThanTheLinkQueueIsSentInPortions() throws Exception {
    // Small enough to be sent without an announcement, which would keep them out of the queue.
    String rest = "x".repeat(RelayContext.LARGE_FRAME_BYTES - 512);
    try (GossipNode sender = startSender(LARGE_QUEUE);
        GossipNode receiver = startReceiver(sender)) {
      plugin.stall();
      List<String> accepted = publishUntilRefused(sender, LARGE_QUEUE, rest);
      assertThat(accepted.stream().mapToInt(String::length).sum())
          .isGreaterThan(2 * LINK_QUEUE_BYTES);
      plugin.resume();
      // In any order: parts of several messages are on their way at once.
      List<String> got = new ArrayList<>();
      for (int i = 0; i < accepted.size(); i++) {
        got.add(arrived.poll(20, TimeUnit.SECONDS));
      }
      assertThat(got).containsExactlyInAnyOrderElementsOf(accepted);
      assertThat(drops(sender)).isEmpty();
      assertThat(drops(receiver)).isEmpty();
    }
  }

  @Test
  void messagesQueuedWithoutAPeerAreSentToTheNextOne() throws Exception {
    try (GossipNode sender = startSender()) {
      List<String> accepted;
      try (GossipNode receiver = startReceiver(sender)) {
        plugin.stall();
        accepted = publishUntilRefused(sender);
        assertThat(receiver.peers()).hasSize(1);
      }
      RealNodes.await("the peer is gone", () -> sender.peers().isEmpty());
      plugin.resume();
      try (GossipNode next = startReceiver(sender)) {
        assertArrive(accepted);
        assertThat(drops(sender)).isEmpty();
        assertThat(next.peers()).hasSize(1);
      }
    }
  }

  @Test
  void closeSendsAcceptedMessagesAndCountsThoseItHasNoTimeFor() throws Exception {
    try (GossipNode sender = startSender();
        GossipNode receiver = startReceiver(sender)) {
      plugin.stall();
      List<String> accepted = publishUntilRefused(sender);
      Thread closer = new Thread(sender::close);
      closer.start();
      RealNodes.await(
          "the node is closing", () -> sender.publish("late") instanceof PublishOutcome.Closed);
      plugin.resume();
      closer.join();

      int givenUp = (int) (long) sender.metrics().asMap().getOrDefault("dropped.node-stopped", 0L);
      assertArrive(accepted.subList(0, accepted.size() - givenUp));
      assertThat(drops(sender)).isSubsetOf("dropped.node-stopped");
      assertThat(receiver.metrics().asMap()).containsEntry("datagrams-lost", 0L);
    }
  }

  @Test
  void closeWhileStalledCountsTheMessagesItDrops() throws Exception {
    try (GossipNode sender = startSender();
        GossipNode receiver = startReceiver(sender)) {
      plugin.stall();
      List<String> accepted = publishUntilRefused(sender);
      Runnable close = sender::close;
      close.run();

      long published = sender.metrics().asMap().getOrDefault("messages-published", 0L);
      assertThat(sender.metrics().asMap())
          .containsEntry("dropped.node-stopped", accepted.size() - published);
      RealNodes.await("the peer is notified", () -> receiver.peers().isEmpty());
    }
  }

  /** The UDP transport over a driver that can be stalled. */
  private static final class StallableUdp extends WrappedUdp {
    private volatile boolean stalled;
    private volatile @Nullable Driver opened;

    void stall() {
      stalled = true;
    }

    void resume() {
      stalled = false;
      Driver driver = opened;
      if (driver != null) {
        // Wakes the loop, as a real driver does when its socket is writable again.
        driver.execute(() -> {});
      }
    }

    @Override
    Driver wrap(Driver real) {
      opened = real;
      return new StallableDriver(real);
    }

    private final class StallableDriver extends ForwardingDriver {
      StallableDriver(Driver driver) {
        super(driver);
      }

      @Override
      public boolean canTransmit() {
        return !stalled && super.canTransmit();
      }
    }
  }
}
