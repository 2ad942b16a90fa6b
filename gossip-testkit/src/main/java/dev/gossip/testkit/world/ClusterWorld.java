package dev.gossip.testkit.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.testkit.container.GossipContainer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * What a cluster of containers does as every world does it: publishing, faults of nodes, faults of
 * the network, which the kernel makes, and evidence for failures. A fault that the kernel of the
 * Docker host lacks aborts the test, which JUnit shows as skipped, with the reason.
 */
abstract class ClusterWorld extends RealWorld {
  final List<ContainerNode> nodes = new ArrayList<>();
  final ClusterEvents events = new ClusterEvents(this, nodes);
  private final ClusterLogs logs = new ClusterLogs(nodes);
  private final ClusterFaults faults = new ClusterFaults(nodes);
  private final ClusterLifecycle lifecycle = new ClusterLifecycle(this, nodes, events, faults);

  ClusterWorld(NetworkPlan plan, Duration waitLimit) {
    super(WorldKind.CONTAINERS, plan, waitLimit);
  }

  /** Follows the nodes, whose containers have started, and begins the faults of the plan. */
  final void begin() {
    for (int index = 0; index < nodes.size(); index++) {
      events.follow(index);
    }
    faults.begin(plan());
  }

  @Override
  final List<ContainerNode> all() {
    return nodes;
  }

  // ---- publishing, stopping and starting nodes -----------------------------------------------

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
    lifecycle.end(node, "crash", GossipContainer::crash);
  }

  @Override
  public void stop(int node) {
    lifecycle.end(node, "stop", GossipContainer::stopNode);
  }

  /**
   * Starts a node again with the same files. It has another id, unless it has a data folder, and
   * possibly another address.
   */
  @Override
  public void restart(int node) {
    lifecycle.restart(node);
  }

  /**
   * Makes a node publish at this interval from now on, whenever the test waits for something.
   * Another call replaces this one, also for another node; {@link #stopPublishing} ends it. {@link
   * World#messages} contains all messages.
   */
  public void publishSteadily(int node, Duration interval) {
    publisher().start(node, interval);
  }

  /** Ends what {@link #publishSteadily} started. */
  public void stopPublishing() {
    publisher().stop();
  }

  @Override
  public void pause(int node) {
    lifecycle.pause(node);
  }

  @Override
  public void resume(int node) {
    lifecycle.resume(node);
  }

  // ---- network faults ------------------------------------------------------------------------

  @Override
  public void lose(double share) {
    faults.lose(share);
  }

  @Override
  public void cut(int from, int to) {
    faults.cut(from, to);
  }

  @Override
  public void partition(IntPredicate side) {
    faults.partition(side);
  }

  /**
   * Limits the rate at which a node sends. What would wait longer than 400 ms is dropped.
   *
   * @param kilobitsPerSecond above zero
   */
  public void limitRate(int node, int kilobitsPerSecond) {
    faults.limitRate(node, kilobitsPerSecond);
  }

  /** The copies follow at once. */
  @Override
  public void duplicate(double share, Duration within) {
    faults.duplicate(share);
  }

  @Override
  public void reorder(double share, Duration within) {
    faults.reorder(share, within);
  }

  /** The receiver's kernel drops damaged datagrams, as their checksums are wrong. */
  @Override
  public void corrupt(double share) {
    faults.corrupt(share);
  }

  /**
   * Delays everything that is sent. If the kernel of the Docker host has no netem, the test is
   * aborted, which JUnit shows as skipped.
   */
  @Override
  public void delay(Duration each) {
    faults.delay(each);
  }

  @Override
  public void heal() {
    faults.heal();
  }

  @Override
  List<FaultCount> hits() {
    return faults.counts();
  }

  @Override
  List<String> networkFaultsInForce() {
    return faults.inForce();
  }

  // ---- evidence ------------------------------------------------------------------------------

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

  /** Writes the logs of all nodes, and a page of the run, and says in lines where they are. */
  @Override
  public String keepEvidence() {
    return logs.save() + writePage(logs.folder());
  }

  /** Writes the logs of all nodes, with all their events. */
  final void saveLogs() {
    logs.save();
  }
}
