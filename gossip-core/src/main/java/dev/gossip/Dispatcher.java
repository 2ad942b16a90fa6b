package dev.gossip;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final EventLog log;
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
  // Whether a listener gets every event, so that none has to be logged.
  private volatile boolean isWatched;

  /**
   * @param topic null for every topic
   */
  private record DeliveryListener(
      @Nullable String topic, Consumer<? super Delivery> listener, Executor executor) {}

  /** A listener for events, with the time of each in milliseconds since 1970. */
  @FunctionalInterface
  private interface EventListener {
    void accept(NodeEvent event, long timeMillis);
  }

  /**
   * @param dropCounter receives the reason when something is not passed to a listener
   * @param onChange runs when a peer came up or the node stopped, on the node's thread
   * @param onTopicsChanged runs when {@link #topics} may have changed, on any thread
   * @param log gets the events while no listener gets them all
   */
  Dispatcher(
      DeliveryThread deliveryThread,
      Consumer<DropReason> dropCounter,
      Runnable onChange,
      Runnable onTopicsChanged,
      EventLog log) {
    this.deliveryThread = deliveryThread;
    this.dropCounter = dropCounter;
    this.onChange = onChange;
    this.onTopicsChanged = onTopicsChanged;
    this.log = log;
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

  private static <T> List<T> without(List<T> listeners, T removed) {
    // This one, not an equal one: a listener may be registered twice, and closed twice.
    return listeners.stream().filter(listener -> listener != removed).toList();
  }

  private boolean remove(DeliveryListener removed) {
    synchronized (lock) {
      int before = deliveryListeners.size();
      deliveryListeners = without(deliveryListeners, removed);
      return deliveryListeners.size() < before;
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
    isWatched = true;
    add((event, timeMillis) -> listener.accept(event));
  }

  Subscription addListener(NodeListener listener) {
    return add((event, timeMillis) -> ListenerCalls.call(listener, event, timeMillis));
  }

  private Subscription add(EventListener added) {
    synchronized (lock) {
      eventListeners = with(eventListeners, added);
    }
    return () -> {
      synchronized (lock) {
        eventListeners = without(eventListeners, added);
      }
    };
  }

  /**
   * Passes an event to the listeners. On the node's thread.
   *
   * @param timeMillis when it happened, in milliseconds since 1970
   */
  void dispatch(NodeEvent event, long timeMillis) {
    // Nearly all events are deliveries. What they need is small enough to be inlined where they are
    // emitted, and then they are no objects.
    if (event instanceof NodeEvent.Delivered delivered) {
      dispatch(delivered);
      passToListeners(event, timeMillis);
    } else {
      updatePeers(event);
      try {
        if (!isWatched) {
          log(event);
        }
        passToListeners(event, timeMillis);
      } finally {
        // Whatever happens: threads may wait for it.
        completeFutures(event);
      }
    }
  }

  private void updatePeers(NodeEvent event) {
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
    }
  }

  private void completeFutures(NodeEvent event) {
    if (event instanceof NodeEvent.Ready) {
      complete(() -> ready.complete(null));
    } else if (event instanceof NodeEvent.Stopped stop) {
      stop(stop);
    }
  }

  private void stop(NodeEvent.Stopped event) {
    hasStopped = true;
    peersUp.clear();
    peers = List.of();
    onChange.run();
    complete(
        () -> {
          ready.completeExceptionally(
              new IllegalStateException("the node stopped: " + event.reason()));
          stopped.complete(event);
        });
    deliveryThread.shutDown();
  }

  private void passToListeners(NodeEvent event, long timeMillis) {
    // Drops are counted in the metrics anyway; a flood of them must not displace deliveries.
    boolean isDrop = event instanceof NodeEvent.Dropped;
    if (!isDrop || !deliveryThread.isHalfFull()) {
      List<EventListener> listeners = eventListeners;
      for (int i = 0; i < listeners.size(); i++) {
        EventCall call = new EventCall(listeners.get(i), event, timeMillis);
        submit(deliveryThread, call, !isDrop, payloadBytes(event));
      }
    }
  }

  private void log(NodeEvent event) {
    Optional<Runnable> entry = log.entry(event);
    if (entry.isPresent()) {
      submit(deliveryThread, entry.get(), true, 0);
    }
  }

  /** Completes a future on the delivery thread, because dependent actions run on that thread. */
  private void complete(Runnable completion) {
    try {
      deliveryThread.execute(completion);
    } catch (RejectedExecutionException e) {
      ForkJoinPool.commonPool().execute(completion);
    } catch (OutOfMemoryError e) {
      // The system has no thread for it but this one.
      completion.run();
    }
  }

  private void dispatch(NodeEvent.Delivered delivered) {
    GossipMessage message = delivered.message();
    List<DeliveryListener> listeners = deliveryListeners;
    for (int i = 0; i < listeners.size(); i++) {
      DeliveryListener to = listeners.get(i);
      if (to.topic() == null || to.topic().equals(message.topic())) {
        DeliveryCall call = new DeliveryCall(message, delivered.from(), to.listener());
        submit(to.executor(), call, true, message.payloadSize());
      }
    }
  }

  private static int payloadBytes(NodeEvent event) {
    if (event instanceof NodeEvent.Delivered delivered) {
      return delivered.message().payloadSize();
    }
    return event instanceof NodeEvent.Published published ? published.message().payloadSize() : 0;
  }

  private void submit(Executor executor, Runnable call, boolean counted, int payloadBytes) {
    try {
      if (executor == deliveryThread) {
        deliveryThread.execute(call, payloadBytes);
      } else {
        executor.execute(call);
      }
    } catch (RuntimeException e) {
      // A broken executor of the application must not stop the node.
      if (counted) {
        dropCounter.accept(
            executor == deliveryThread
                ? DropReason.DELIVERY_QUEUE_FULL
                : DropReason.EXECUTOR_FAILED);
      }
    }
  }

  private record EventCall(EventListener listener, NodeEvent event, long timeMillis)
      implements Runnable {
    @Override
    public void run() {
      try {
        listener.accept(event, timeMillis);
      } catch (Throwable e) {
        ListenerCalls.report(e);
      }
    }
  }

  private Executor orDefault(@Nullable Executor executor) {
    return executor == null ? deliveryThread : executor;
  }
}
