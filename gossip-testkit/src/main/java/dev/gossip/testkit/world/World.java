package dev.gossip.testkit.world;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.Faults;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A running network that does not say whether it is simulated. Its nodes are known by index, from
 * 0. For one thread, which started it.
 *
 * <pre>{@code
 * MessageId id = world.publish(0, "hello");
 * world.awaitQuiet();
 * assertThat(world).message(id).reachedEveryone().within(3, SECONDS);
 * }</pre>
 *
 * <p>Nothing here takes a fixed time: methods whose names begin with {@code await} return as soon
 * as what they wait for is so, and fail with an {@link AssertionError} if it is not so in the time
 * that {@link WorldPlan#patience} allows; virtual time in a simulation, real time elsewhere.
 *
 * <p>A node that is stopped by a plugin's bug, that delivers a message twice, or one that nobody
 * published, ends the run with {@link dev.gossip.simulation.RunFailure}, thrown by whatever is
 * called next.
 */
public interface World extends AutoCloseable {

  /** A simulated network as a world, of which the caller keeps control. */
  static World of(SimulatedNetwork network) {
    return new SimulationWorld(network, WorldPlan.DEFAULT_PATIENCE);
  }

  // ---- what it is ----------------------------------------------------------------------------

  /** Kind of world, seed and options, in a line: for failures, so that they can be seen again. */
  String describe();

  /** How many nodes there are, those that are down included. */
  int nodes();

  /** The links of the topology. */
  List<Edge> edges();

  /** Whether a node runs. */
  boolean isUp(int node);

  /**
   * Whether the plan made a node hostile. Such a node is nobody that a message has to reach, and
   * what it publishes and delivers is not recorded.
   */
  boolean isHostile(int node);

  // ---- what befalls it -----------------------------------------------------------------------

  /**
   * Publishes text on the default topic; the message has set out when this returns.
   *
   * @throws IllegalStateException if the node is down or has no neighbour that is up
   */
  default MessageId publish(int node, String text) {
    return publish(node, GossipMessage.DEFAULT_TOPIC, text);
  }

  /**
   * Publishes text on a topic; the message has set out when this returns.
   *
   * @throws IllegalStateException if the node is down or has no neighbour that is up
   */
  MessageId publish(int node, String topic, String text);

  /**
   * Ends a node without a word, as a process that is killed. What it sent before has left it. Its
   * neighbours notice by its silence; {@link #awaitLinks} waits until they have.
   *
   * @throws IllegalStateException if it is down already
   */
  void crash(int node);

  /**
   * Starts a node again after a crash: same address, new identity, nothing remembered.
   *
   * @throws IllegalStateException if it is not down
   */
  void restart(int node);

  // ---- what only some can do -----------------------------------------------------------------

  /** Whether this kind of world can do something. */
  boolean supports(Capability capability);

  /**
   * What goes wrong with packets. Where that is not supported the test is aborted, which JUnit
   * shows as skipped, with the reason.
   *
   * @see Capability#PACKET_FAULTS
   */
  Faults faults();

  /**
   * Lets virtual time pass. Where there is none the test is aborted, which JUnit shows as skipped,
   * with the reason.
   *
   * @see Capability#VIRTUAL_TIME
   */
  void runFor(Duration duration);

  // ---- waiting -------------------------------------------------------------------------------

  /**
   * Waits for a condition, which is asked again and again on this thread.
   *
   * <pre>{@code
   * world.await(() -> "node 3 to come back", () -> world.isUp(3));
   * }</pre>
   *
   * @param what completes the sentence "waited in vain for"; asked only if it was in vain
   */
  void await(Supplier<String> what, BooleanSupplier condition);

  /** Waits until the links that are up, at both ends, are those between nodes that run. */
  void awaitLinks();

  /**
   * Waits until nothing is left to do for any message: no payload or control frame is on its way,
   * no node holds a message back, and no timer of a relay strategy waits. After this it is certain
   * who did <em>not</em> get a message.
   *
   * <p>For a strategy whose timers never end a simulation is quiet after 60 s without a frame;
   * another world never is, so wait there for what should happen, as {@link #awaitEverywhere} does.
   */
  void awaitQuiet();

  /** Waits until every honest node that runs has had a message. */
  default void awaitEverywhere(MessageId id) {
    MessageRecord message = message(id);
    Supplier<List<Integer>> missed =
        () ->
            IntStream.range(0, nodes())
                .filter(node -> isUp(node) && !isHostile(node) && !message.reached(node))
                .boxed()
                .toList();
    await(
        () -> "message " + id + " to reach every honest node that runs; it missed " + missed.get(),
        () -> missed.get().isEmpty());
  }

  // ---- what was seen -------------------------------------------------------------------------

  /** All messages that were published, in order, and their ways so far. */
  Collection<MessageRecord> messages();

  /**
   * The way of a message so far.
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
   * How often honest nodes delivered what no honest node published. Without hostile nodes that ends
   * the run instead.
   */
  long forged();

  /**
   * The nodes' own counters added up, those of crashed nodes up to their crash included. What a
   * simulated wire lost counts as {@code dropped.wire.<reason>}.
   */
  SortedMap<String, Long> metrics();

  /**
   * Keeps what only the nodes know, such as their logs, for after a failure; answers in a line of
   * its own where it is, or nothing.
   */
  default String keepEvidence() {
    return "";
  }

  /** Ends all nodes. Does nothing the second time. */
  @Override
  void close();
}
