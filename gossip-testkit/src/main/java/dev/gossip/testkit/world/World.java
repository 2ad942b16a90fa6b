package dev.gossip.testkit.world;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.simulation.wire.Faults;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A running network under test: simulated, over loopback UDP or in containers. Its nodes are
 * numbered from 0. Only the thread that started it may use it.
 *
 * <pre>{@code
 * MessageId id = world.publish(0, "hello");
 * world.awaitQuiet();
 * assertThat(world).message(id).reachedEveryone().within(3, SECONDS);
 * }</pre>
 *
 * <p>No method waits for a fixed time. Those whose names begin with {@code await} return as soon as
 * their condition holds, and fail with an {@link AssertionError} if it does not hold within the
 * wait limit of the world, by default {@link #DEFAULT_WAIT_LIMIT}. That is virtual time in a
 * simulation and real time elsewhere.
 *
 * <p>Faults have the same names in every kind of world: {@link #partition}, {@link #cut}, {@link
 * #lose}, {@link #delay}, {@link #duplicate}, {@link #reorder}, {@link #corrupt}, {@link #crash},
 * {@link #stop}, {@link #restart}, {@link #pause}, {@link #resume}, {@link #skewClock} and {@link
 * #heal}. A test that uses one that this kind of world does not have is aborted, which JUnit shows
 * as skipped, with the reason; see {@link Capability}.
 *
 * <p>The run fails if a bug of a plugin stops a node, or if a node delivers a message twice or one
 * that was never published. The next call then throws {@link dev.gossip.simulation.RunFailure}.
 */
public interface World extends AutoCloseable {

  /**
   * How long each wait may take, unless a test says otherwise: enough for peers to notice a crash
   * (6 s) and to dial again, with pauses of up to 30 s, on a busy machine.
   */
  Duration DEFAULT_WAIT_LIMIT = Duration.ofSeconds(60);

  /** Wraps a simulated network, which the caller can still use directly. */
  static World of(SimulatedNetwork network) {
    return new SimulationWorld(network, DEFAULT_WAIT_LIMIT);
  }

  /**
   * Starts a simulated network and wraps it. Records it if the system property {@code gossip.pages}
   * names a folder, so that {@link #keepEvidence} can write a page of it.
   */
  static World start(Simulation simulation) {
    return SimulationWorld.start(simulation, DEFAULT_WAIT_LIMIT);
  }

  // ---- description ---------------------------------------------------------------------------

  /** The kind of world, its seed and options, in one line. Needed to reproduce a failure. */
  String describe();

  /** The number of nodes, including those that are down. */
  int nodes();

  /** The links of the topology. */
  List<Edge> edges();

  /** Whether a node is running. */
  boolean isUp(int node);

  /**
   * Whether the plan made a node hostile. Messages do not have to reach a hostile node, and what it
   * publishes and delivers is not recorded.
   */
  boolean isHostile(int node);

  // ---- actions -------------------------------------------------------------------------------

  /**
   * Publishes text on the default topic. The node has sent the message when this returns.
   *
   * @throws IllegalStateException if the node is down or has no connected peer
   */
  default MessageId publish(int node, String text) {
    return publish(node, GossipMessage.DEFAULT_TOPIC, text);
  }

  /**
   * Publishes text on a topic. The node has sent the message when this returns.
   *
   * @throws IllegalStateException if the node is down or has no connected peer
   */
  MessageId publish(int node, String topic, String text);

  // ---- faults of nodes -----------------------------------------------------------------------

  /**
   * Ends a node like a killed process, without closing its links. What it sent before has left the
   * node. Its peers notice when they hear nothing from it; {@link #awaitLinks} waits until they
   * have.
   *
   * @throws IllegalStateException if it is down already
   */
  void crash(int node);

  /**
   * Ends a node in good order: it closes its links first. {@link #restart} starts it again.
   *
   * @throws IllegalStateException if it is down already
   */
  void stop(int node);

  /**
   * Starts a node again after a crash or a stop, with the same address, a new identity and no
   * state.
   *
   * @throws IllegalStateException if it is not down
   */
  void restart(int node);

  /**
   * Takes the processor time from a node. Datagrams for it wait. Its peers notice its silence after
   * a while.
   *
   * @throws IllegalStateException if it is not up
   */
  void pause(int node);

  /**
   * Lets a paused node continue.
   *
   * @throws IllegalStateException if it is not paused
   */
  void resume(int node);

  /**
   * Sets the error of a node's wall clock; negative for a clock that is behind, zero for a right
   * one.
   */
  void skewClock(int node, Duration offset);

  // ---- faults of the network -----------------------------------------------------------------

  /**
   * Drops everything between the nodes of one side and all others.
   *
   * @throws IllegalArgumentException if a side has no node
   */
  default void partition(IntPredicate side) {
    faults().partition(Sides.one(side, nodes()));
  }

  /** Drops everything that one node sends to another, but not the other way round. */
  default void cut(int from, int to) {
    faults().cut(from, to);
  }

  /** Loses a share of all datagrams, from 0 to 1. */
  default void lose(double share) {
    faults().lose(share);
  }

  /** Delays all datagrams by a fixed time. */
  default void delay(Duration each) {
    faults().delay(each);
  }

  /** Duplicates a share of all datagrams; the copies arrive up to {@code within} later. */
  default void duplicate(double share, Duration within) {
    faults().duplicate(share, within);
  }

  /** Delays a share of all datagrams by up to {@code within}, so that others overtake them. */
  default void reorder(double share, Duration within) {
    faults().reorder(share, within);
  }

  /** Flips bits in a share of all datagrams. */
  default void corrupt(double share) {
    faults().corrupt(share);
  }

  /** Ends all faults of the network. Nodes that are down or paused stay so. */
  default void heal() {
    faults().heal();
  }

  // ---- what the faults did, and their end ----------------------------------------------------

  /**
   * What every fault hit so far. A test fails at its end if one of them hit nothing although by its
   * own probability it should have; if it just had nothing to hit, a note is printed.
   *
   * @throws dev.gossip.simulation.RunFailure if a real node has broken, and no call has thrown that
   */
  List<FaultCount> faultCounts();

  /** The faults that are in force now, as text; empty if there are none and all nodes are up. */
  List<String> faultsInForce();

  /** Ends every fault, of the network and of nodes; used by {@link #endFaults}. */
  void stopFaults();

  /**
   * Ends the chaos: ends every fault of the network and of nodes at once, checks that none is left,
   * and waits until all links are up. Whatever the test does then is in a quiet phase.
   *
   * @throws AssertionError if a fault is still in force, or the links are not up in time
   */
  default void endFaults() {
    stopFaults();
    WaitErrors.requireNoFaults(this);
    awaitLinks();
    WaitErrors.requireNoFaults(this);
  }

  // ---- capabilities --------------------------------------------------------------------------

  /** Whether this kind of world has a capability. */
  boolean supports(Capability capability);

  /**
   * The packet faults of the network. In a world without them the test is aborted, which JUnit
   * shows as skipped, with the reason.
   *
   * @see Capability#PACKET_FAULTS
   */
  Faults faults();

  /**
   * Lets virtual time pass. In a world without virtual time the test is aborted, which JUnit shows
   * as skipped, with the reason.
   *
   * @see Capability#VIRTUAL_TIME
   */
  void runFor(Duration duration);

  /**
   * The simulated network, for what only that can do. In a world without virtual time the test is
   * aborted, which JUnit shows as skipped, with the reason.
   *
   * @see Capability#VIRTUAL_TIME
   */
  SimulatedNetwork simulation();

  // ---- waiting -------------------------------------------------------------------------------

  /**
   * Waits for a condition, which is evaluated repeatedly on this thread.
   *
   * <pre>{@code
   * world.await(() -> "node 3 to come back", () -> world.isUp(3));
   * }</pre>
   *
   * @param what completes the message "timed out waiting for"; called only on a timeout
   * @throws AssertionError if the condition does not hold in time
   */
  void await(Supplier<String> what, BooleanSupplier condition);

  /**
   * Waits until all links of the topology between running nodes are up at both ends, and no others.
   */
  void awaitLinks();

  /**
   * Waits until no work is left for any message: no payload or control frame is in flight, no node
   * holds a message back, and no timer of a relay strategy is pending. After this it is certain
   * which nodes did <em>not</em> get a message.
   *
   * <p>If a relay strategy always has a pending timer, a simulation counts as quiet after 60 s
   * without a frame. Other worlds never become quiet then; wait for the expected result instead, as
   * {@link #awaitEverywhere} does.
   */
  void awaitQuiet();

  /** Waits until every running honest node has a message. */
  default void awaitEverywhere(MessageId id) {
    MessageRecord message = message(id);
    Supplier<List<Integer>> missed =
        () ->
            IntStream.range(0, nodes())
                .filter(node -> isUp(node) && !isHostile(node) && !message.reached(node))
                .boxed()
                .toList();
    await(
        () -> "message " + id + " to reach every running honest node; it missed " + missed.get(),
        () -> missed.get().isEmpty());
  }

  // ---- results -------------------------------------------------------------------------------

  /** The records of all published messages, in order of publication. */
  Collection<MessageRecord> messages();

  /**
   * The record of how a message has spread so far.
   *
   * @throws IllegalArgumentException if it was not published in this world
   */
  default MessageRecord message(MessageId id) {
    return messages().stream()
        .filter(message -> message.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "message " + id + " was not published in this world (" + describe() + ")"));
  }

  /**
   * The number of deliveries, by honest nodes, of messages that no honest node published. In a
   * network without hostile nodes and corrupted datagrams such a delivery fails the run instead.
   */
  long forged();

  /**
   * The sums of the counters of all nodes, including those of crashed nodes up to their crash.
   * Datagrams lost on a simulated wire count as {@code dropped.wire.<reason>}.
   */
  SortedMap<String, Long> metrics();

  /**
   * Saves what only the nodes have, such as their logs, for the analysis of a failure. Returns text
   * for the failure message that starts with a line break and says where it is, or an empty string.
   */
  default String keepEvidence() {
    return "";
  }

  /** Ends all nodes. A second call does nothing. */
  @Override
  void close();
}
