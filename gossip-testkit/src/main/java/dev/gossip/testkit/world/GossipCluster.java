package dev.gossip.testkit.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.simulation.RunFailure.Kind;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.testkit.container.ControlEvent;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.GossipImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/**
 * A network of nodes in containers on a Docker network of its own. Besides what every world can do,
 * it makes faults with the means of the kernel.
 *
 * <pre>{@code
 * try (GossipCluster cluster = GossipCluster.of(WorldPlan.seeded(1).relay("diffusion")).start()) {
 *   cluster.partition(node -> node < 3);
 *   ...
 *   cluster.heal();
 *   cluster.awaitLinks();
 *   cluster.awaitEverywhere(cluster.publish(0, "hello"));
 * }
 * }</pre>
 *
 * <p>Plugins of the plan go into the containers with the jar or the folder that their class comes
 * from, and have to be registered there. The logs of all nodes, with all their events, are kept in
 * {@code target/gossip-clusters} until the next run.
 */
public final class GossipCluster extends RealWorld {
  private static final Path EVIDENCE = Path.of("target", "gossip-clusters");
  private static final String REMEMBERS = "gossip.data-dir";

  private static final AtomicInteger CLUSTERS = new AtomicInteger();

  // The same names in the next run, so that its logs take the place of these.
  private final Path evidence = EVIDENCE.resolve("cluster-" + CLUSTERS.incrementAndGet());
  private final Network network = Network.newNetwork();
  private final List<ContainerNode> nodes = new ArrayList<>();
  private final Map<PeerId, Integer> indices = new HashMap<>();
  private final ClusterFaults faults = new ClusterFaults(nodes);
  private boolean closed;

  private GossipCluster(Builder builder) {
    super(WorldKind.CONTAINERS, builder.plan);
    for (int index = 0; index < plan().nodes(); index++) {
      nodes.add(new ContainerNode(index, builder.container(index, network), this::indexOf));
    }
    for (Edge edge : edges()) {
      nodes.get(edge.dialer()).container().withPeer(alias(edge.dialed()) + ":5000");
    }
  }

  /** Begins; finish with {@link Builder#start}. */
  public static Builder of(WorldPlan plan) {
    return new Builder(plan);
  }

  /** A cluster to be. */
  public static final class Builder {
    private final WorldPlan plan;
    private final Map<Integer, Consumer<GossipContainer>> changes = new HashMap<>();

    private Builder(WorldPlan plan) {
      this.plan = plan;
    }

    /**
     * Changes one node: its clock, its plugins, a setting.
     *
     * @throws IllegalArgumentException if there is no such node
     */
    public Builder node(int index, Consumer<GossipContainer> change) {
      if (index < 0 || index >= plan.nodes()) {
        throw new IllegalArgumentException(
            "there is no node " + index + " of " + plan.nodes() + "; they count from 0");
      }
      changes.merge(index, change, Consumer::andThen);
      return this;
    }

    /**
     * Starts all containers side by side, and waits until all links are up.
     *
     * @throws AssertionError if they are not in time
     */
    public GossipCluster start() {
      GossipCluster cluster = open();
      try {
        cluster.awaitLinks();
        return cluster;
      } catch (RuntimeException | Error e) {
        cluster.close();
        throw e;
      }
    }

    /** Starts all containers side by side, without waiting for links: where none shall be. */
    public GossipCluster open() {
      GossipCluster cluster = new GossipCluster(this);
      try {
        cluster.startAll();
        return cluster;
      } catch (RuntimeException | Error e) {
        cluster.close();
        throw e;
      }
    }

    private GossipContainer container(int index, Network network) {
      GossipContainer container =
          new GossipContainer().withNetwork(network).withNetworkAliases(alias(index));
      use(plan.plugins(), plan.settings(), container);
      plan.variantOf(index)
          .ifPresent(variant -> use(variant.plugins(), variant.settings(), container));
      changes.getOrDefault(index, same -> {}).accept(container);
      return container;
    }

    private static void use(
        List<GossipPlugin> plugins, Map<String, String> settings, GossipContainer container) {
      for (GossipPlugin plugin : plugins) {
        String kind = plugin.id().substring(0, plugin.id().indexOf('.'));
        container
            .withPluginsOf(plugin.getClass())
            .withSetting("gossip." + kind + ".use", plugin.id());
      }
      settings.forEach(container::withSetting);
    }
  }

  private static String alias(int index) {
    return "node-" + index;
  }

  private void startAll() {
    // Built first, so that no container's time to start runs meanwhile.
    image();
    try {
      Startables.deepStart(nodes.stream().map(ContainerNode::container)).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(whyNotStarted() + keepEvidence(), e);
    }
    for (int index = 0; index < nodes.size(); index++) {
      follow(index);
    }
  }

  private static void image() {
    try {
      GossipImage.ofClassPath().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while building the image", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the image cannot be built: " + e.getMessage(), e);
    }
  }

  private String whyNotStarted() {
    for (int index = 0; index < nodes.size(); index++) {
      GossipContainer container = container(index);
      if (container.getContainerId() != null && !container.runs()) {
        return "node " + index + " did not start: " + container.lastWords();
      }
    }
    return "the nodes did not start in time";
  }

  @Override
  List<ContainerNode> all() {
    return nodes;
  }

  /** The Docker network that all of them are on, each as {@code node-0} and so on. */
  public Network network() {
    return network;
  }

  /** The neighbours that a node told of and that are up. */
  public SortedSet<Integer> linksOf(int node) {
    catchUp();
    return new TreeSet<>(nodes.get(node).neighboursUp().keySet());
  }

  /** The container of a node: to run commands in it, or to ask its control port. */
  public GossipContainer container(int node) {
    return nodes.get(node).container();
  }

  // ---- what the nodes tell -------------------------------------------------------------------

  private void follow(int index) {
    ContainerNode node = nodes.get(index);
    int life = node.incarnation();
    try {
      node.follow(
          event -> {
            long timeNanos = nowNanos();
            tell(() -> apply(index, timeNanos, event));
          },
          () -> tell(() -> lost(index, life)));
    } catch (IOException e) {
      throw new UncheckedIOException("node " + index + " does not answer", e);
    }
    indices.put(node.id(), index);
  }

  /** A node that nobody ended tells no more. */
  private void lost(int index, int life) {
    ContainerNode node = nodes.get(index);
    if (node.isUp() && node.incarnation() == life) {
      String why =
          node.container().runs() ? "it tells no more events" : node.container().lastWords();
      fail(Kind.NODE_STOPPED, "node " + index + " stopped: " + why);
    }
  }

  private int indexOf(PeerId peer) {
    return indices.getOrDefault(peer, -1);
  }

  private void apply(int index, long timeNanos, ControlEvent event) {
    ContainerNode node = nodes.get(index);
    switch (event.name()) {
      case "peer-up" -> node.peerUp(peerOf(event), event.field("peer"));
      case "peer-down" -> node.peerDown(peerOf(event));
      case "published" -> sent(new MessageId(bytes(event.field("id"))));
      case "delivered" -> {
        node.countDelivery();
        delivered(
            index,
            // One that remembers must not deliver again what it delivered in an earlier life.
            plan().settings().containsKey(REMEMBERS) ? 0 : node.incarnation(),
            new MessageId(bytes(event.field("id"))),
            node.neighbourAt(event.field("from")),
            timeNanos);
      }
      case "stopped" -> {
        if (node.isUp()) {
          fail(Kind.NODE_STOPPED, "node " + index + " stopped: " + event.field("reason"));
        }
      }
      default -> {
        // Of no concern here.
      }
    }
  }

  private static PeerId peerOf(ControlEvent event) {
    return new PeerId(bytes(event.field("peerId")));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  // ---- what befalls it -----------------------------------------------------------------------

  @Override
  MessageId publishAt(int node, String topic, String text) {
    try {
      return nodes.get(node).publish(topic, ByteString.copyFrom(text, UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("node " + node + " did not publish: " + e.getMessage(), e);
    }
  }

  @Override
  public void crash(int node) {
    end(node, GossipContainer::kill);
  }

  /**
   * Ends a node politely: it says goodbye to its neighbours. {@link #restart} starts it again.
   *
   * @throws IllegalStateException if it is down already
   */
  public void leave(int node) {
    end(node, GossipContainer::leave);
  }

  private void end(int index, Consumer<GossipContainer> how) {
    ContainerNode node = nodes.get(index);
    if (node.isPaused()) {
      resume(index);
    }
    SortedMap<String, Long> last = lastMetrics(node);
    node.ending();
    awaitDone("node " + index + " to end", () -> how.accept(node.container()));
    await(() -> "the last words of node " + index, node::hasEnded);
    catchUp();
    node.forget();
    keep(last);
  }

  private static SortedMap<String, Long> lastMetrics(ContainerNode node) {
    try {
      return node.metrics();
    } catch (UncheckedIOException e) {
      // It is in no state to answer, which may be why it is ended.
      return new TreeMap<>();
    }
  }

  /** Starts a node again: another identity and perhaps another address, but the same files. */
  @Override
  public void restart(int node) {
    if (isUp(node)) {
      throw new IllegalStateException("node " + node + " is not down; crash it first");
    }
    GossipContainer container = container(node);
    awaitDone("node " + node + " to start again", container::startAgain);
    nodes.get(node).startsAgain();
    faults.applyAgain();
    await(() -> "node " + node + " to answer after its restart", container::answers);
    follow(node);
  }

  /** The engine takes its time, and the test may publish meanwhile. */
  private void awaitDone(String what, Runnable command) {
    CompletableFuture<Void> done = CompletableFuture.runAsync(command);
    await(() -> what, done::isDone);
    done.join();
  }

  /**
   * Has a node publish from now on, again and again, while the test waits for anything. Another
   * call takes it to another node, and {@link #stopPublishing} ends it; {@link #messages} has all
   * that was published.
   */
  @Override
  public void publishSteadily(int node, Duration interval) {
    super.publishSteadily(node, interval);
  }

  @Override
  public void stopPublishing() {
    super.stopPublishing();
  }

  /** Holds a process up, which notices nothing; its neighbours do after a while. */
  public void pause(int node) {
    container(node).pause();
    nodes.get(node).pause(true);
  }

  /** Lets a process go on that was paused. */
  public void resume(int node) {
    container(node).resume();
    nodes.get(node).pause(false);
    faults.applyAgain();
  }

  // ---- what befalls its network --------------------------------------------------------------

  /** Loses a share of all datagrams, each by chance where it arrives. */
  public void lose(double share) {
    faults.lose(share);
  }

  /** Lets nothing that one node sends arrive at another; the other way is left as it is. */
  public void cut(int from, int to) {
    faults.cut(from, to);
  }

  /** Lets nothing pass between the nodes of one side and all others. */
  public void partition(IntPredicate side) {
    faults.partition(side);
  }

  /** Limits what a node can send; what waits longer than 400 ms is lost. */
  public void limitRate(int node, int kilobitsPerSecond) {
    faults.limitRate(node, kilobitsPerSecond);
  }

  /**
   * Delays all that is sent. Where the kernel of the Docker host cannot, the test is aborted, which
   * JUnit shows as skipped.
   */
  public void delay(Duration each) {
    faults.delay(each);
  }

  /** Ends all that befell the network; nodes that are down or paused stay so. */
  public void heal() {
    faults.heal();
  }

  // ---- the end -------------------------------------------------------------------------------

  @Override
  public void await(Supplier<String> what, BooleanSupplier condition) {
    try {
      super.await(what, condition);
    } catch (AssertionError e) {
      AssertionError explained = new AssertionError(e.getMessage() + keepEvidence(), e.getCause());
      explained.setStackTrace(e.getStackTrace());
      throw explained;
    }
  }

  /** Keeps the logs of all nodes, with all their events; answers where they are. */
  @Override
  public String keepEvidence() {
    try {
      Files.createDirectories(evidence);
      for (int index = 0; index < nodes.size(); index++) {
        if (container(index).getContainerId() != null) {
          Files.writeString(evidence.resolve(alias(index) + ".log"), container(index).getLogs());
        }
      }
      return "\n  the logs of all nodes are in " + evidence.toAbsolutePath();
    } catch (IOException | RuntimeException e) {
      return "\n  the logs of the nodes could not be kept: " + e.getMessage();
    }
  }

  /**
   * Keeps the logs, since the test may have failed, and removes the containers and their network.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    nodes.forEach(ContainerNode::unfollow);
    keepEvidence();
    try {
      CompletableFuture.allOf(
              nodes.stream()
                  .map(node -> CompletableFuture.runAsync(node.container()::close))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } finally {
      network.close();
    }
  }
}
