package dev.gossip;

import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes a node's events from the node's thread to the application's listeners on theirs. */
final class Dispatcher {
  private final DeliveryThread deliveryThread;
  private final Consumer<DropReason> dropCounter;
  private final Runnable onChange;
  private final Runnable onTopicsChanged;
  private final Object lock = new Object();
  // Immutable lists, read by index: an iterator for each message and listener would be garbage.
  private volatile List<DeliveryListener> deliveryListeners = List.of();
  private volatile List<EventListener> eventListeners = List.of();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<NodeEvent.Stopped> stopped = new CompletableFuture<>();
  // Changed on the node's thread only.
  private final SortedMap<PeerId, PeerInfo> peersUp = new TreeMap<>();
  private volatile List<PeerInfo> peers = List.of();
  private volatile boolean hasStopped;

  /**
   * @param topic null for every topic
   */
  private record DeliveryListener(
      @Nullable String topic, Consumer<? super Delivery> listener, Executor executor) {}

  private record EventListener(Consumer<? super NodeEvent> listener, Executor executor) {}

  /**
   * @param dropCounter receives the reason when something is not passed to a listener
   * @param onChange runs when a peer came up or the node stopped, on the node's thread
   * @param onTopicsChanged runs when {@link #topics} may have changed, on any thread
   */
  Dispatcher(
      DeliveryThread deliveryThread,
      Consumer<DropReason> dropCounter,
      Runnable onChange,
      Runnable onTopicsChanged) {
    this.deliveryThread = deliveryThread;
    this.dropCounter = dropCounter;
    this.onChange = onChange;
    this.onTopicsChanged = onTopicsChanged;
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
    synchronized (lock) {
      deliveryListeners = with(deliveryListeners, added);
    }
    topicsChanged(topic);
    return () -> {
      if (remove(added)) {
        topicsChanged(topic);
      }
    };
  }

  private static <T> List<T> with(List<T> listeners, T added) {
    List<T> more = new ArrayList<>(listeners);
    more.add(added);
    return List.copyOf(more);
  }

  private boolean remove(DeliveryListener removed) {
    synchronized (lock) {
      List<DeliveryListener> fewer = new ArrayList<>(deliveryListeners);
      boolean isRemoved = fewer.remove(removed);
      deliveryListeners = List.copyOf(fewer);
      return isRemoved;
    }
  }

  private void topicsChanged(@Nullable String topic) {
    if (topic != null) {
      onTopicsChanged.run();
    }
  }

  /** The topics of the listeners; a listener for the messages of all topics names none. */
  SortedSet<String> topics() {
    SortedSet<String> topics = new TreeSet<>();
    for (DeliveryListener listener : deliveryListeners) {
      if (listener.topic() != null) {
        topics.add(listener.topic());
      }
    }
    return topics;
  }

  void onEvent(Consumer<? super NodeEvent> listener) {
    synchronized (lock) {
      eventListeners = with(eventListeners, new EventListener(listener, deliveryThread));
    }
  }

  /** Passes an event to the listeners. On the node's thread. */
  void dispatch(NodeEvent event) {
    if (event instanceof NodeEvent.PeerUp peerUp) {
      peersUp.put(peerUp.peer().id(), peerUp.peer());
      peers = List.copyOf(peersUp.values());
      onChange.run();
    } else if (event instanceof NodeEvent.PeerMoved moved) {
      peersUp.put(moved.peer().id(), moved.peer());
      peers = List.copyOf(peersUp.values());
    } else if (event instanceof NodeEvent.PeerDown peerDown) {
      peersUp.remove(peerDown.peer().id());
      peers = List.copyOf(peersUp.values());
    } else if (event instanceof NodeEvent.Delivered delivered && !deliveryListeners.isEmpty()) {
      dispatch(new Delivery(delivered.message(), delivered.from()));
    }
    // Drops are counted in the metrics anyway; a flood of them must not displace deliveries.
    boolean isDrop = event instanceof NodeEvent.Dropped;
    if (!isDrop || !deliveryThread.isHalfFull()) {
      List<EventListener> listeners = eventListeners;
      for (int i = 0; i < listeners.size(); i++) {
        EventListener to = listeners.get(i);
        submit(
            to.executor(), new ListenerCall<>(to.listener(), event), !isDrop, payloadBytes(event));
      }
    }
    if (event instanceof NodeEvent.Ready) {
      complete(() -> ready.complete(null));
    } else if (event instanceof NodeEvent.Stopped stop) {
      hasStopped = true;
      peersUp.clear();
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

  /** Completes a future on the delivery thread, because dependent actions run on that thread. */
  private void complete(Runnable completion) {
    try {
      deliveryThread.execute(completion);
    } catch (RejectedExecutionException e) {
      ForkJoinPool.commonPool().execute(completion);
    }
  }

  private void dispatch(Delivery delivery) {
    List<DeliveryListener> listeners = deliveryListeners;
    for (int i = 0; i < listeners.size(); i++) {
      DeliveryListener to = listeners.get(i);
      if (to.topic() == null || to.topic().equals(delivery.message().topic())) {
        int payloadBytes = delivery.message().payload().size();
        submit(to.executor(), new ListenerCall<>(to.listener(), delivery), true, payloadBytes);
      }
    }
  }

  private static int payloadBytes(NodeEvent event) {
    if (event instanceof NodeEvent.Delivered delivered) {
      return delivered.message().payload().size();
    }
    return event instanceof NodeEvent.Published published
        ? published.message().payload().size()
        : 0;
  }

  private void submit(Executor executor, Runnable call, boolean counted, int payloadBytes) {
    try {
      if (executor == deliveryThread) {
        deliveryThread.execute(call, payloadBytes);
      } else {
        executor.execute(call);
      }
    } catch (RejectedExecutionException e) {
      if (counted) {
        dropCounter.accept(DropReason.DELIVERY_QUEUE_FULL);
      }
    } catch (RuntimeException e) {
      // A broken executor of the application must not stop the node.
      dropCounter.accept(DropReason.EXECUTOR_FAILED);
    }
  }

  /**
   * A call of a listener. Passes what it throws to the thread's uncaught exception handler and
   * continues.
   */
  private record ListenerCall<T>(Consumer<? super T> listener, T argument) implements Runnable {
    @Override
    public void run() {
      try {
        listener.accept(argument);
      } catch (Throwable e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }
  }

  private Executor orDefault(@Nullable Executor executor) {
    return executor == null ? deliveryThread : executor;
  }
}
