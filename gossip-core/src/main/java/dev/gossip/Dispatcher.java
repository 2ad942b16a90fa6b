package dev.gossip;

import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes a node's events on its thread and hands them to the application's listeners on theirs. */
final class Dispatcher {
  private final DeliveryThread deliveryThread;
  private final Consumer<DropReason> dropCounter;
  private final Runnable onChange;
  private final List<DeliveryListener> deliveryListeners = new CopyOnWriteArrayList<>();
  private final List<EventListener> eventListeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<NodeEvent.Stopped> stopped = new CompletableFuture<>();
  // Changed on the node's thread only.
  private final SortedMap<PeerId, PeerInfo> up = new TreeMap<>();
  private volatile List<PeerInfo> peers = List.of();
  private volatile boolean hasStopped;

  /**
   * @param topic null for every topic
   */
  private record DeliveryListener(
      @Nullable String topic, Consumer<? super Delivery> listener, Executor executor) {}

  private record EventListener(Consumer<? super NodeEvent> listener, Executor executor) {}

  /**
   * @param dropCounter takes the reason why something did not reach a listener
   * @param onChange runs when a peer is up and when the node has stopped, on the node's thread
   */
  Dispatcher(DeliveryThread deliveryThread, Consumer<DropReason> dropCounter, Runnable onChange) {
    this.deliveryThread = deliveryThread;
    this.dropCounter = dropCounter;
    this.onChange = onChange;
  }

  CompletableFuture<Void> ready() {
    return ready;
  }

  CompletableFuture<NodeEvent.Stopped> stopped() {
    return stopped;
  }

  /** Whether the node has stopped; true before {@link #stopped} completes. */
  boolean hasStopped() {
    return hasStopped;
  }

  List<PeerInfo> peers() {
    return peers;
  }

  Subscription onDelivery(
      @Nullable String topic, Consumer<? super Delivery> listener, @Nullable Executor executor) {
    DeliveryListener added = new DeliveryListener(topic, listener, orDefault(executor));
    deliveryListeners.add(added);
    return () -> deliveryListeners.remove(added);
  }

  void onEvent(Consumer<? super NodeEvent> listener) {
    eventListeners.add(new EventListener(listener, deliveryThread));
  }

  /** Something happened. On the node's thread. */
  void dispatch(NodeEvent event) {
    if (event instanceof NodeEvent.PeerUp peerUp) {
      up.put(peerUp.peer().id(), peerUp.peer());
      peers = List.copyOf(up.values());
      onChange.run();
    } else if (event instanceof NodeEvent.PeerDown peerDown) {
      up.remove(peerDown.peer().id());
      peers = List.copyOf(up.values());
    } else if (event instanceof NodeEvent.Delivered delivered && !deliveryListeners.isEmpty()) {
      dispatch(new Delivery(delivered.message(), delivered.from()));
    }
    // Drops are counted anyway; a flood of them must not keep deliveries from the application.
    boolean isDrop = event instanceof NodeEvent.Dropped;
    if (!isDrop || !deliveryThread.isHalfFull()) {
      for (EventListener to : eventListeners) {
        hand(to.executor(), () -> to.listener().accept(event), !isDrop);
      }
    }
    if (event instanceof NodeEvent.Ready) {
      complete(() -> ready.complete(null));
    } else if (event instanceof NodeEvent.Stopped stop) {
      hasStopped = true;
      up.clear();
      peers = List.of();
      onChange.run();
      complete(
          () -> {
            ready.completeExceptionally(
                new IllegalStateException("the node stopped: " + stop.reason()));
            stopped.complete(stop);
          });
      deliveryThread.shutDown();
    }
  }

  /** On the delivery thread: what the application chained to a future runs where it completes. */
  private void complete(Runnable completion) {
    try {
      deliveryThread.execute(completion);
    } catch (RejectedExecutionException e) {
      ForkJoinPool.commonPool().execute(completion);
    }
  }

  private void dispatch(Delivery delivery) {
    for (DeliveryListener to : deliveryListeners) {
      if (to.topic() == null || to.topic().equals(delivery.message().topic())) {
        hand(to.executor(), () -> to.listener().accept(delivery), true);
      }
    }
  }

  private void hand(Executor executor, Runnable call, boolean counted) {
    try {
      executor.execute(() -> callListener(call));
    } catch (RejectedExecutionException e) {
      if (counted) {
        dropCounter.accept(DropReason.DELIVERY_QUEUE_FULL);
      }
    } catch (RuntimeException e) {
      // An executor of the application's that is broken is no reason to stop the node.
      dropCounter.accept(DropReason.EXECUTOR_FAILED);
    }
  }

  /** A listener that throws is told on as its thread would, and does not stop the others. */
  private static void callListener(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private Executor orDefault(@Nullable Executor executor) {
    return executor == null ? deliveryThread : executor;
  }
}
