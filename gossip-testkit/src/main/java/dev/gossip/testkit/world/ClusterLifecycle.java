package dev.gossip.testkit.world;

import dev.gossip.simulation.trace.NodeChange;
import dev.gossip.simulation.wire.FaultCounter;
import dev.gossip.testkit.container.GossipContainer;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Ends, restarts, pauses and resumes the nodes of a cluster. For one thread. */
final class ClusterLifecycle {
  private final RealWorld world;
  private final List<ContainerNode> nodes;
  private final ClusterEvents events;
  private final ClusterFaults faults;

  ClusterLifecycle(
      RealWorld world, List<ContainerNode> nodes, ClusterEvents events, ClusterFaults faults) {
    this.world = world;
    this.nodes = nodes;
    this.events = events;
    this.faults = faults;
  }

  /**
   * Ends the process of a node with an action on its container.
   *
   * @param fault what the action is, for counting
   * @throws IllegalStateException if the node is down
   */
  void end(int index, String fault, Consumer<GossipContainer> action) {
    ContainerNode node = nodes.get(index);
    if (!node.isRunning()) {
      throw new IllegalStateException("node " + index + " is down");
    }
    if (node.isPaused()) {
      resume(index);
    }
    FaultCounter counter = begin(fault, index);
    faults.ending(index);
    SortedMap<String, Long> last = lastMetrics(node);
    node.markEnding();
    happened(index, fault.equals("crash") ? NodeChange.CRASHED.text() : "stopped");
    awaitDone("node " + index + " to end", () -> action.accept(node.container()));
    world.await(() -> "the last events of node " + index, node::hasEnded);
    world.catchUp();
    if (!node.container().isRunning()) {
      counter.hit();
    }
    node.reset();
    world.keep(last);
  }

  private FaultCounter begin(String fault, int node) {
    FaultCounter counter = faults.counter(fault + " of node " + node);
    counter.opportunity(Double.NEGATIVE_INFINITY);
    return counter;
  }

  private static SortedMap<String, Long> lastMetrics(ContainerNode node) {
    try {
      return node.metrics();
    } catch (UncheckedIOException e) {
      // The node does not answer, which may be why the test ends it.
      return new TreeMap<>();
    }
  }

  /**
   * Starts a node again.
   *
   * @throws IllegalStateException if it is up
   */
  void restart(int node) {
    if (nodes.get(node).isRunning()) {
      throw new IllegalStateException("node " + node + " is not down; crash it first");
    }
    GossipContainer container = nodes.get(node).container();
    awaitDone("node " + node + " to start again", container::restart);
    happened(node, NodeChange.RESTARTED.text());
    nodes.get(node).markRestarted();
    faults.reapply();
    world.await(() -> "node " + node + " to answer after its restart", container::answers);
    events.follow(node);
  }

  /**
   * Pauses a node.
   *
   * @throws IllegalStateException if it is not up
   */
  void pause(int index) {
    ContainerNode node = nodes.get(index);
    if (!node.isUp()) {
      throw new IllegalStateException("node " + index + " is not up");
    }
    FaultCounter counter = begin("pause", index);
    SortedMap<String, Long> last = lastMetrics(node);
    node.container().pause();
    if (node.container().isPaused()) {
      counter.hit();
    }
    happened(index, NodeChange.PAUSED.text());
    node.markPaused(last);
  }

  /**
   * Lets a paused node continue.
   *
   * @throws IllegalStateException if it is not paused
   */
  void resume(int index) {
    ContainerNode node = nodes.get(index);
    if (!node.isPaused()) {
      throw new IllegalStateException("node " + index + " is not paused");
    }
    node.container().resume();
    happened(index, NodeChange.RESUMED.text());
    node.markResumed();
    faults.reapply();
  }

  private void happened(int node, String text) {
    world.diary().happened(world.nowNanos(), node, text);
  }

  /** Runs a command of the Docker engine on another thread, so that the test can still publish. */
  private void awaitDone(String what, Runnable command) {
    CompletableFuture<Void> done = CompletableFuture.runAsync(command);
    world.await(() -> what, done::isDone);
    done.join();
  }
}
