package dev.gossip;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metrics;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.spec.WantedPeer;
import dev.gossip.core.engine.wire.MessageComposer;
import dev.gossip.core.plugin.Composition;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A running node, embedded in an application.
 *
 * <pre>{@code
 * try (GossipNode node =
 *     GossipNode.builder()
 *         .network("orders")
 *         .listen("0.0.0.0:5000")
 *         .peers("10.0.0.2:5000", "10.0.0.3:5000")
 *         .onMessage("orders", delivery -> book(delivery.bytes()))
 *         .start()) {
 *   node.awaitReady(Duration.ofSeconds(5));
 *   MessageId id = node.publish("orders", bytes).orElseThrow();
 * }
 * }</pre>
 *
 * <p>Thread-safe. Nodes in the same process share nothing.
 */
public final class GossipNode implements AutoCloseable {
  // A guess. Sending a full publish queue to ten peers at 1 Gbit/s takes about 50 ms.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final Driver driver;
  private final Node node;
  private final Dispatcher dispatcher;
  private final DeliveryThread deliveryThread;
  private final MessagePublisher publisher;
  private final UnreachedPeers unreached;
  private final WantedPeers wantedPeers;
  // Signalled when a peer came up, the publish queue has room, or the node stopped.
  private final ChangeSignal mayPublish = new ChangeSignal();
  private volatile boolean closing;

  /** Returns a builder for a node. */
  public static GossipNodeBuilder builder() {
    return new GossipNodeBuilder();
  }

  /**
   * Opens the socket and starts to dial.
   *
   * @param listeners register themselves before the node receives anything
   */
  GossipNode(NodeConfig config, Composition composition, List<Consumer<Dispatcher>> listeners)
      throws IOException {
    Driver.Factory drivers = NodeParts.drivers(composition);
    AllowedPeers allowedPeers = AllowedPeers.read(config, composition);
    driver = drivers.open(config.listen());
    deliveryThread = NodeParts.deliveryThread(config, driver.localAddress());
    dispatcher =
        new Dispatcher(
            deliveryThread,
            this::drop,
            mayPublish::changed,
            this::onTopicsChanged,
            new EventLog(driver.localAddress()));
    unreached = new UnreachedPeers(driver.localAddress(), config.nodeAddresses().seeds());
    listeners.forEach(listener -> listener.accept(dispatcher));
    NodeParts.Created created = NodeParts.create(config, composition, driver, this::onEvent);
    node = created.node();
    publisher =
        new MessagePublisher(
            config, node, driver, () -> peers().size(), this::hasEnded, mayPublish::changed);
    node.onFlushed(this::onFlushed);
    wantedPeers =
        new WantedPeers(
            config.wantedPeers(), config.get(NodeSettings.ADDED_PEERS), node, driver::execute);
    List<NodeEvent.Warning> warnings = NodeParts.warnings(created.kept(), composition, config);
    allowedPeers.applyTo(node);
    NodeParts.run(created, driver);
    driver.execute(
        () -> {
          warnings.forEach(warning -> node.warn(warning.what(), warning.remedy()));
          allowedPeers.follow(node, driver);
          node.startWith(config.wantedPeers());
        });
  }

  /** The id of this node, as its peers see it. It stays with the key: {@code gossip.identity}. */
  public PeerId id() {
    return node.id();
  }

  /** The author of the messages this node publishes; {@link AuthorId#NONE} if it does not sign. */
  public AuthorId author() {
    return node.author();
  }

  /** The address this node listens on. */
  public PeerAddress address() {
    return driver.localAddress();
  }

  /** Publishes text, as UTF-8, on the default topic. See {@link #publish(String, ByteString)}. */
  public PublishOutcome publish(String text) {
    return publish(GossipMessage.DEFAULT_TOPIC, text);
  }

  /** Publishes text, as UTF-8, on a topic. See {@link #publish(String, ByteString)}. */
  public PublishOutcome publish(String topic, String text) {
    return publish(topic, ByteString.copyFrom(text, UTF_8));
  }

  /** Publishes a copy of these bytes on a topic. See {@link #publish(String, ByteString)}. */
  public PublishOutcome publish(String topic, byte[] payload) {
    return publish(topic, ByteString.copyFrom(payload));
  }

  /**
   * Publishes a message. Does not block. May be called from any thread, including listeners. The
   * subscribers of this node itself are not called for its own messages.
   *
   * <p>An accepted message will be sent as soon as the node has room; it may still be lost, as
   * {@link #linkStats} of the receiving nodes shows. The outcome of any other says why.
   *
   * @param topic 1 to 64 bytes of UTF-8
   * @throws IllegalArgumentException if the topic is empty or too long
   */
  public PublishOutcome publish(String topic, ByteString payload) {
    return publisher.publish(topic, payload);
  }

  /**
   * Publishes a message, and waits while no peer is up or the publish queue is full. For producers
   * that can be slowed down, such as a pipe. If several threads wait, the order in which they
   * continue is undefined. A listener that waits here delays all listeners after it.
   *
   * @param topic 1 to 64 bytes of UTF-8
   * @param limit the maximum time to wait; {@code ChronoUnit.FOREVER.getDuration()} for no limit
   * @return as {@link #publish(String, ByteString)}; {@link PublishOutcome.NoPeers} or {@link
   *     PublishOutcome.QueueFull} if the limit was reached
   * @throws IllegalArgumentException if the topic is empty or too long
   * @throws IllegalStateException if called on the node's own thread, for instance by a listener
   *     whose executor runs it there: the queue cannot drain while that thread waits
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was published
   */
  public PublishOutcome publish(String topic, ByteString payload, Duration limit)
      throws InterruptedException {
    requireOtherThread("publish");
    return mayPublish.await(
        () -> publish(topic, payload),
        outcome ->
            !(outcome instanceof PublishOutcome.NoPeers
                || outcome instanceof PublishOutcome.QueueFull),
        TimeUnit.NANOSECONDS.convert(limit));
  }

  /**
   * Adds a listener for the messages of all topics. It is called on the node's delivery thread, one
   * message at a time. Messages that were delivered before this call do not reach it. A message is
   * dropped and counted if {@code gossip.delivery-queue} deliveries are already waiting.
   */
  public Subscription subscribe(Consumer<? super Delivery> listener) {
    return dispatcher.onDelivery(null, listener, null);
  }

  /** Adds a listener for one topic of 1 to 64 bytes of UTF-8; see {@link #subscribe(Consumer)}. */
  public Subscription subscribe(String topic, Consumer<? super Delivery> listener) {
    MessageComposer.requireTopic(topic);
    return dispatcher.onDelivery(topic, listener, null);
  }

  /**
   * Adds a listener for the messages of one topic that is called on an executor of the application.
   *
   * @param executor a delivery that it rejects is dropped and counted. It should not run tasks on
   *     the calling thread, because a slow listener would then block the node
   * @throws IllegalArgumentException if the topic has not 1 to 64 bytes of UTF-8
   */
  public Subscription subscribe(
      String topic, Consumer<? super Delivery> listener, Executor executor) {
    MessageComposer.requireTopic(topic);
    return dispatcher.onDelivery(topic, listener, executor);
  }

  /** Adds a listener for what happens from now on; {@link #peers} has who is up already. */
  public Subscription addListener(NodeListener listener) {
    return dispatcher.addListener(listener);
  }

  /** The peers that are up, sorted by id. Does not block. */
  public List<PeerInfo> peers() {
    return dispatcher.peers();
  }

  /**
   * Adds a peer, as {@code host:port} or {@code id@host:port}; see {@link #addPeer(WantedPeer)}.
   */
  public PeerChange addPeer(String peer) {
    return addPeer(WantedPeer.parse(peer));
  }

  /** Adds a peer with any id; see {@link #addPeer(WantedPeer)}. */
  public PeerChange addPeer(PeerAddress address) {
    return addPeer(WantedPeer.at(address));
  }

  /**
   * Adds a node to stay connected to, as {@link GossipNodeBuilder#peer} does before the start. Does
   * not block. May be called from any thread. Returns before the link is up: {@link NodeListener}
   * hears that, and why it is not.
   *
   * @return {@link PeerChange#DONE}, {@link PeerChange#UNCHANGED} if the address was configured or
   *     added before and not removed since, {@link PeerChange#TOO_MANY} or {@link
   *     PeerChange#CLOSED}
   * @throws IllegalArgumentException if no node can have this address: port 0, a wildcard, a
   *     multicast address; or if the address was configured or added with another id
   */
  public PeerChange addPeer(WantedPeer peer) {
    return hasEnded() ? PeerChange.CLOSED : wantedPeers.add(peer);
  }

  /**
   * Removes a node that was configured or added: closes the link with it, and dials it no more.
   * Does not block. May be called from any thread. The other node may still dial this one; then
   * they are linked again, as with any node of the network.
   *
   * @param address as it was configured or added: a host name and its IP address are different
   * @return {@link PeerChange#DONE}, {@link PeerChange#UNCHANGED} if the address was neither
   *     configured nor added, or {@link PeerChange#CLOSED}
   */
  public PeerChange removePeer(PeerAddress address) {
    return hasEnded() ? PeerChange.CLOSED : wantedPeers.remove(address);
  }

  private boolean hasEnded() {
    return closing || dispatcher.hasStopped();
  }

  /**
   * The datagram loss on the link from each peer that is up, by peer id. The metric {@code
   * datagrams-lost} is the sum over all links, including those that are down. Blocks until the
   * node's thread answers.
   */
  public SortedMap<PeerId, LinkStats> linkStats() {
    return NodeQueries.ask(driver, node::linkStats);
  }

  /**
   * The addresses that this node knows, those that were named or reached latest first, and its own.
   * A snapshot. Blocks until the node's thread answers.
   *
   * @param max at most so many addresses, 0 or more; {@code gossip.known-addresses} bounds them,
   *     too
   */
  public AddressSnapshot knownAddresses(int max) {
    Arguments.requireCount(max);
    return NodeQueries.ask(driver, () -> AddressSnapshot.of(node.addresses(), peers(), max));
  }

  /** What spam control thinks of a node. Blocks until the node's thread answers. */
  public Standing standing(PeerId peer) {
    return NodeQueries.ask(driver, () -> node.standing(peer));
  }

  /** Why, the most important first; empty if nothing is known. Blocks like {@link #standing}. */
  public List<Explanation> explain(PeerId peer) {
    return NodeQueries.ask(driver, () -> node.explain(peer));
  }

  /**
   * The application thinks better or worse of a node, which spam control may count. Does not block.
   *
   * @param points negative if the node is bad; what one point is worth is up to spam control
   * @throws IllegalArgumentException if they are not a finite number
   */
  public void score(PeerId peer, double points) {
    Arguments.requireFinite(points);
    driver.execute(() -> node.score(peer, points));
  }

  /**
   * Completes when the first peer is up, or with an exception if the node stops before that. It has
   * no limit: combine it with {@code orTimeout}, or use {@link #awaitReady}.
   */
  public CompletableFuture<Void> ready() {
    return dispatcher.ready().copy();
  }

  /**
   * Waits until a peer is up, so that messages can be published. Returns at once if one is.
   *
   * @throws NotReadyException if none is up when the limit is reached; it names the peers that were
   *     not reached, and says why as far as the node knows
   * @throws IllegalStateException if the node has ended, or this is its own thread
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void awaitReady(Duration limit) throws NotReadyException, InterruptedException {
    requireOtherThread("wait");
    switch (Readiness.await(mayPublish, this::hasEnded, () -> !peers().isEmpty(), limit)) {
      case ENDED -> throw new IllegalStateException("the node is closed or has stopped");
      case WAITING -> throw unreached.notReady(limit, wantedPeers.addresses());
      case READY -> {}
    }
  }

  private void requireOtherThread(String action) {
    if (driver.isNodeThread()) {
      throw new IllegalStateException(
          "the node's own thread cannot wait for the node; " + action + " from another thread");
    }
  }

  /** Completes when the node stops, because it was closed or because of a failure. */
  public CompletableFuture<NodeEvent.Stopped> stopped() {
    return dispatcher.stopped().copy();
  }

  /**
   * The node's counters and gauges, drops included. Does not block: every value is read as it is
   * now, while the node works; those of timers and of unsent bytes are as of the end of its last
   * batch. Final after {@link #close}.
   */
  public Metrics metrics() {
    return node.readMetrics();
  }

  /**
   * Stops the node. Accepted messages are handed to the relay and sent, for at most one second;
   * messages that the relay still delays, as relays do that hide the origin, are lost. Notifies the
   * peers, releases the port, and waits until listeners have received what was queued for them.
   * Leaves no thread behind, except for a daemon that waits for a name server. On the node's own
   * thread it does not wait. May be called more than once.
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
      Uninterruptible.run(driver::awaitTermination);
      Uninterruptible.run(deliveryThread::join);
    }
  }

  // ---- on the node's thread ------------------------------------------------------------------

  private void onFlushed() {
    publisher.onFlushed();
    if (closing) {
      boolean allSent = publisher.isEmpty() && driver.canTransmit() && !node.hasUnsentMessages();
      if (allSent || dispatcher.peers().isEmpty()) {
        node.close();
      }
    }
  }

  /** Reads the topics on the node's thread, so that the latest ones count in the end. */
  private void onTopicsChanged() {
    driver.execute(() -> node.setTopics(dispatcher.topics()));
  }

  private void onEvent(NodeEvent event) {
    if (event instanceof NodeEvent.Stopped) {
      publisher.handOverAll();
    }
    unreached.onEvent(event);
    dispatcher.dispatch(event, driver.wallMillis());
  }

  private void drop(DropReason reason) {
    node.drop(reason, 1);
  }
}
