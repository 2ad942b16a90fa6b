package dev.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gossip.DeliveryThreadTest.UnableThread;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which listeners of the application get a delivery. */
@Timeout(60)
class DispatcherTest {
  private static final PeerAddress ADDRESS = new PeerAddress("127.0.0.1", 5000);

  private final DeliveryThread thread = new DeliveryThread(100, 10_000, "delivery");
  private final List<DropReason> drops = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final Dispatcher dispatcher =
      new Dispatcher(thread, drops::add, () -> {}, () -> {}, new EventLog(ADDRESS));

  @AfterEach
  void end() throws InterruptedException {
    thread.shutDown();
    thread.join();
  }

  private void deliver() {
    GossipMessage message = GossipMessage.builder(new MessageId(new byte[32])).build();
    PeerInfo from = new PeerInfo(new PeerId(new byte[32]), ADDRESS, Direction.OUTBOUND);
    dispatcher.dispatch(new NodeEvent.Delivered(message, from), 0);
  }

  @Test
  void subscriptionThatIsClosedTwiceEndsNoOther() {
    Consumer<Delivery> listener = delivery -> heard.add(delivery.topic());
    Executor direct = Runnable::run;
    Subscription first = dispatcher.onDelivery("main", listener, direct);
    Subscription second = dispatcher.onDelivery("main", listener, direct);
    first.close();
    first.close();
    deliver();
    assertThat(heard).containsExactly("main");

    second.close();
    deliver();
    assertThat(heard).hasSize(1);
  }

  @Test
  void deliveryThatTheExecutorOfAListenerRefusesIsCountedAsItsFailure() {
    dispatcher.onDelivery(
        null,
        delivery -> {},
        task -> {
          throw new RejectedExecutionException("shut down");
        });
    deliver();

    assertThat(drops).containsExactly(DropReason.EXECUTOR_FAILED);
  }

  @Test
  void deliveryThatFindsTheDeliveryThreadClosedIsCounted() {
    dispatcher.onDelivery(null, delivery -> {}, null);
    thread.shutDown();
    deliver();

    assertThat(drops).containsExactly(DropReason.DELIVERY_QUEUE_FULL);
  }

  @Test
  void nodeThatStopsForLackOfThreadsIsKnownToHaveStopped() {
    DeliveryThread starved = new DeliveryThread(100, 10_000, task -> new UnableThread());
    Dispatcher ending =
        new Dispatcher(starved, drops::add, () -> {}, () -> {}, new EventLog(ADDRESS));
    NodeEvent.Stopped event = new NodeEvent.Stopped(true, "out of memory");
    assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> ending.dispatch(event, 0));

    assertThat(ending.hasStopped()).isTrue();
    assertThat(ending.stopped()).isCompletedWithValue(event);
    assertThat(ending.ready()).isCompletedExceptionally();
  }
}
