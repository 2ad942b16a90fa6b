package dev.gossip;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.MessageComposer;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.SeenLog;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.storage.FileSeenLog;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A running node, for embedding in an application.
 *
 * <pre>{@code
 * try (Gossip node = Gossip.node().listen("127.0.0.1:5000").peer("127.0.0.1:5010").start()) {
 *   node.subscribe(delivery -> System.out.println(delivery.text()));
 *   node.ready().join();
 *   node.publish("hello");
 * }
 * }</pre>
 *
 * <p>Thread-safe. Two nodes in one process share nothing.
 */
public final class Gossip implements AutoCloseable {
  // A guess: a full publish queue takes 50 ms at 1 Gbit/s with ten peers.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final Driver driver;
  private final Node node;
  private final Dispatcher dispatcher;
  private final DeliveryThread deliveryThread;
  private final PublishQueue publishQueue;
  // A peer came up, the publish queue has room, or the node stopped.
  private final ChangeSignal mayPublish = new ChangeSignal();
  private final int maxPayloadBytes;
  private volatile boolean closing;

  /** Begins to compose a node. */
  public static GossipBuilder node() {
    return new GossipBuilder();
  }

  /** Opens the socket and starts to dial. */
  Gossip(NodeConfig config, Composition composition, List<Consumer<NodeEvent>> eventListeners)
      throws IOException {
    Driver.Factory drivers =
        composition
            .driverFactory()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "the transport brings no driver, so it cannot be used outside a"
                            + " simulation; add the artifact dev.gossip:gossip-udp"));
    maxPayloadBytes = config.get(NodeSettings.MAX_PAYLOAD_BYTES);
    driver = drivers.open(config.listen());
    deliveryThread =
        new DeliveryThread(
            config.get(NodeSettings.DELIVERY_QUEUE), "gossip-delivery-" + driver.localAddress());
    dispatcher = new Dispatcher(deliveryThread, this::drop, mayPublish::changed);
    eventListeners.forEach(dispatcher::onEvent);
    SeenLog seenLog = SeenLog.NONE;
    try {
      seenLog = openSeenLog(composition.dataDir(), config);
      SecureRandom random = new SecureRandom();
      node =
          composition.newNode(
              driver, component -> streamOf(component, random), driver, seenLog, this::onEvent);
    } catch (IOException | RuntimeException | Error e) {
      release(seenLog, e);
      driver.discard();
      throw e;
    }
    publishQueue =
        new PublishQueue(
            config.get(NodeSettings.PUBLISH_QUEUE),
            driver::execute,
            this::publishRoom,
            this::publish,
            mayPublish::changed);
    node.onFlushed(this::onFlushed);
    List<NodeEvent.Warning> damage =
        seenLog instanceof FileSeenLog file ? file.warnings() : List.of();
    driver.turn(node);
    driver.execute(
        () -> {
          damage.forEach(warning -> node.warn(warning.what(), warning.remedy()));
          node.start(config.peers());
        });
  }

  private static SeenLog openSeenLog(String folder, NodeConfig config) throws IOException {
    return folder.isEmpty()
        ? SeenLog.NONE
        : FileSeenLog.open(Path.of(folder), config.get(NodeSettings.SEEN_IDS));
  }

  private static void release(SeenLog seenLog, Throwable cause) {
    try {
      seenLog.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Unpredictable, so that nobody can guess connection ids, timers or choices of neighbours. The
   * nonce of an unsigned message is no secret and is drawn for every one, so it may be cheap.
   */
  private static RandomGenerator streamOf(String component, SecureRandom random) {
    return component.equals("messages") ? new SplittableRandom(random.nextLong()) : random;
  }

  /** Who this node is to its neighbours; another at every start. */
  public PeerId id() {
    return node.id();
  }

  /** Who writes what this node publishes; {@link AuthorId#NONE} if it does not sign. */
  public AuthorId author() {
    return node.author();
  }

  /** Where this node receives. */
  public PeerAddress address() {
    return driver.localAddress();
  }

  /** Publishes text, as UTF-8, on the default topic. See {@link #publish(String, ByteString)}. */
  public PublishOutcome publish(String text) {
    return publish(GossipMessage.DEFAULT_TOPIC, ByteString.copyFrom(text, UTF_8));
  }

  /**
   * Publishes a message. Answers at once; only {@link PublishOutcome.Accepted} means that it will
   * be sent: it waits while this node cannot send more, and {@link PublishOutcome.QueueFull} is the
   * answer when as many wait as may. Whether it arrives is another matter: datagrams are lost on
   * the way, and {@link #linkStats} of the nodes that miss them tells how many. May be called from
   * any thread, listeners included.
   *
   * @param topic 1 to 64 bytes of UTF-8
   * @throws IllegalArgumentException if the topic is not
   */
  public PublishOutcome publish(String topic, ByteString payload) {
    MessageComposer.requireTopic(topic);
    if (payload.size() > maxPayloadBytes) {
      return new PublishOutcome.TooLarge(payload.size(), maxPayloadBytes);
    }
    if (closing || dispatcher.hasStopped()) {
      return new PublishOutcome.Closed();
    }
    if (!node.trustsItself(topic)) {
      return new PublishOutcome.Refused(
          "this node's author is not trusted on topic '" + topic + "'",
          "add " + node.author() + " to the list of authors");
    }
    int peers = peers().size();
    if (peers == 0) {
      return new PublishOutcome.NoPeers();
    }
    if (!publishQueue.reserve()) {
      return new PublishOutcome.QueueFull(publishQueue.capacity());
    }
    GossipMessage message;
    try {
      message = node.composer().compose(topic, payload, driver.wallMillis());
    } catch (RuntimeException | Error e) {
      publishQueue.release();
      throw e;
    }
    return publishQueue.add(message)
        ? new PublishOutcome.Accepted(message.id(), peers)
        : new PublishOutcome.Closed();
  }

  /**
   * Publishes a message, and waits while no peer is up or the publish queue is full: for a producer
   * that can be slowed down, such as a pipe. Each of several threads that wait goes on when there
   * is room for it, in no defined order. A listener that waits holds up the listeners after it.
   *
   * @param topic 1 to 64 bytes of UTF-8
   * @param limit how long to wait at most; {@code ChronoUnit.FOREVER.getDuration()} for no limit
   * @return as {@link #publish(String, ByteString)}; {@link PublishOutcome.NoPeers} or {@link
   *     PublishOutcome.QueueFull} if that was still so at the end of the limit
   * @throws IllegalArgumentException if the topic is not valid
   * @throws IllegalStateException on the node's own thread, which an executor of {@link
   *     #subscribe(String, Consumer, Executor)} may be: while it waits there is never room
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was published
   */
  public PublishOutcome publish(String topic, ByteString payload, Duration limit)
      throws InterruptedException {
    if (driver.isNodeThread()) {
      throw new IllegalStateException(
          "the node's own thread cannot wait for the node; publish from another thread");
    }
    return mayPublish.await(
        () -> publish(topic, payload),
        outcome ->
            !(outcome instanceof PublishOutcome.NoPeers
                || outcome instanceof PublishOutcome.QueueFull),
        TimeUnit.NANOSECONDS.convert(limit));
  }

  /**
   * Listens to every topic. Called on the node's delivery thread, one message at a time; what comes
   * while {@code gossip.delivery-queue} deliveries wait is dropped and counted.
   */
  public Subscription subscribe(Consumer<? super Delivery> listener) {
    return dispatcher.onDelivery(null, listener, null);
  }

  /** Listens to one topic, on the node's delivery thread. */
  public Subscription subscribe(String topic, Consumer<? super Delivery> listener) {
    return dispatcher.onDelivery(topic, listener, null);
  }

  /**
   * Listens to one topic on an executor of the application's. What it rejects is dropped and
   * counted. One that runs on the calling thread holds up the node.
   */
  public Subscription subscribe(
      String topic, Consumer<? super Delivery> listener, Executor executor) {
    return dispatcher.onDelivery(topic, listener, executor);
  }

  /** The neighbours that are up now, by id. */
  public List<PeerInfo> peers() {
    return dispatcher.peers();
  }

  /**
   * How well datagrams arrive from each peer that is up, by its id. The metric {@code
   * datagrams-lost} has the sum, links that are down included.
   */
  public SortedMap<PeerId, LinkStats> linkStats() {
    return onNodeThread(node::linkStats);
  }

  /** Completes when the first neighbour is up; exceptionally if the node stops before. */
  public CompletableFuture<Void> ready() {
    return dispatcher.ready().copy();
  }

  /** Completes when the node stops: closed, or because a plugin failed. */
  public CompletableFuture<NodeEvent.Stopped> stopped() {
    return dispatcher.stopped().copy();
  }

  /** Counters and gauges by name: frames, datagrams, duplicates, drops by reason. */
  public SortedMap<String, Long> metrics() {
    return onNodeThread(node::metrics);
  }

  private <T> T onNodeThread(Supplier<T> question) {
    if (driver.isNodeThread()) {
      return question.get();
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (driver.execute(() -> answer.complete(question.get()))) {
      return answer.join();
    }
    awaitTermination();
    return question.get();
  }

  /**
   * Hands what was accepted to the relay and sends what that sends at once, for at most a second;
   * what the relay still delays, as relays do that hide the origin, is lost. Tells the peers, lets
   * go of the port, and waits until listeners have had what was handed over before. Leaves no
   * thread behind, but for a daemon that waits for a name server. May be called more than once.
   */
  @Override
  public void close() {
    closing = true;
    driver.execute(
        () -> {
          node.schedule(CLOSE_LIMIT, "close", node::close);
          node.flush();
        });
    if (!driver.isNodeThread()) {
      awaitTermination();
      uninterruptibly(deliveryThread::join);
    }
  }

  // ---- on the node's thread ------------------------------------------------------------------

  /** A node that has stopped takes everything, and counts it as dropped. */
  private int publishRoom() {
    if (node.isStopped()) {
      return Integer.MAX_VALUE;
    }
    return driver.canTransmit() ? node.publishRoom() : 0;
  }

  private void publish(List<GossipMessage> batch) {
    if (node.isStopped()) {
      node.drop(DropReason.NODE_STOPPED, batch.size());
      return;
    }
    // One may have waited for a peer for that long.
    long nowMillis = driver.wallMillis();
    List<GossipMessage> alive =
        batch.stream()
            .filter(message -> message.createdMillis() + message.lifetimeMillis() >= nowMillis)
            .toList();
    if (alive.size() < batch.size()) {
      node.drop(DropReason.EXPIRED, batch.size() - alive.size());
    }
    node.publish(alive);
  }

  private void onFlushed() {
    publishQueue.onFlushed();
    if (closing) {
      boolean allSent = publishQueue.isEmpty() && driver.canTransmit();
      if (allSent || dispatcher.peers().isEmpty()) {
        node.close();
      }
    }
  }

  private void onEvent(NodeEvent event) {
    if (event instanceof NodeEvent.Stopped) {
      publishQueue.handOverAll();
    }
    dispatcher.dispatch(event);
  }

  private void awaitTermination() {
    uninterruptibly(driver::awaitTermination);
  }

  /** Something that waits. */
  private interface Wait {
    void run() throws InterruptedException;
  }

  /** Half a close would leave the port bound; the interrupt is kept for whoever looks next. */
  private static void uninterruptibly(Wait wait) {
    boolean interrupted = false;
    boolean done = false;
    while (!done) {
      try {
        wait.run();
        done = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void drop(DropReason reason) {
    node.drop(reason, 1);
  }
}
