package dev.gossip.testkit;

import dev.gossip.api.node.Metric;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.wire.FaultTarget;
import dev.gossip.testkit.world.World;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractDoubleAssert;
import org.assertj.core.api.Assertions;

/**
 * Assertions about how one message has spread so far; see {@link GossipAssertions}. Its origin
 * counts as a node that has it. Nodes that are down now and hostile nodes are not expected to have
 * it, unless an assertion names them.
 *
 * <p>{@link #within} and {@link #withHopsAtMost} check the nodes of the last call of {@link
 * #reachedEveryone}, {@link #reached} or {@link #reachedShare}; without such a call, all nodes that
 * have the message.
 */
public final class MessageAssert extends AbstractAssert<MessageAssert, MessageRecord> {
  private static final int SHOWN_NODES = 10;

  private final World world;
  private List<Integer> checkedNodes;

  MessageAssert(MessageRecord message, World world) {
    super(message, MessageAssert.class);
    this.world = world;
    this.checkedNodes = IntStream.range(0, world.nodes()).filter(message::reached).boxed().toList();
  }

  // ---- coverage ------------------------------------------------------------------------------

  /** Asserts that every running honest node has the message. */
  public MessageAssert reachedEveryone() {
    if (running().isEmpty()) {
      throw failed("could not reach everyone: no honest node is running");
    }
    return reachedAll(running(), "running honest nodes");
  }

  /**
   * Asserts that these nodes have the message. Others may have it too.
   *
   * @throws IllegalArgumentException if no node is named
   */
  public MessageAssert reached(int... nodes) {
    if (nodes.length == 0) {
      throw new IllegalArgumentException("name the nodes that have to have the message");
    }
    return reachedAll(Arrays.stream(nodes).boxed().toList(), "expected nodes");
  }

  private MessageAssert reachedAll(List<Integer> nodes, String kind) {
    List<Integer> missed = nodes.stream().filter(node -> !actual.reached(node)).toList();
    if (!missed.isEmpty()) {
      throw failed(
          "missed " + missed.size() + " of " + nodes.size() + " " + kind + ": " + list(missed));
    }
    checkedNodes = nodes;
    return this;
  }

  /** Asserts that none of these nodes has the message. */
  public MessageAssert didNotReach(int... nodes) {
    List<Integer> reached = Arrays.stream(nodes).filter(actual::reached).boxed().toList();
    if (!reached.isEmpty()) {
      throw failed("reached nodes that it must not reach: " + list(reached));
    }
    return this;
  }

  /** Asserts that only the origin has the message. */
  public MessageAssert reachedNobody() {
    return didNotReach(
        IntStream.range(0, world.nodes()).filter(node -> node != actual.origin()).toArray());
  }

  /**
   * Asserts that at least this share of the running honest nodes has the message.
   *
   * @param share from 0 to 1
   * @throws IllegalArgumentException if it is not
   */
  public MessageAssert reachedShare(double share) {
    FaultTarget.requireShare(share);
    List<Integer> running = running();
    if (running.isEmpty()) {
      throw failed("could not reach a share of the nodes: no honest node is running");
    }
    List<Integer> reached =
        running.stream()
            .filter(actual::reached)
            .sorted(Comparator.comparing(this::latency))
            .toList();
    // Slightly less, so that a rounding error of the product does not require one node more.
    int needed = (int) Math.ceil(share * running.size() - 1e-9);
    if (reached.size() < needed) {
      throw failed(
          "reached "
              + reached.size()
              + " of "
              + running.size()
              + " running honest nodes instead of "
              + needed
              + ", a share of "
              + share);
    }
    checkedNodes = reached.subList(0, needed);
    return this;
  }

  /** Continues with the share of running honest nodes that have the message, from 0 to 1. */
  public AbstractDoubleAssert<?> coverage() {
    List<Integer> running = running();
    double reached = running.stream().filter(actual::reached).count();
    return Assertions.assertThat(running.isEmpty() ? 0 : reached / running.size())
        .as(describe("reached a share of the honest nodes"));
  }

  // ---- time, hops and redundancy -------------------------------------------------------------

  /** Asserts that the checked nodes had the message within this time from its publication. */
  public MessageAssert within(Duration limit) {
    List<String> late =
        checkedNodes.stream()
            .filter(node -> latency(node).compareTo(limit) > 0)
            .map(node -> node + " after " + FailureTexts.seconds(latency(node)))
            .toList();
    if (!late.isEmpty()) {
      throw failed(
          "took more than "
              + FailureTexts.seconds(limit)
              + " to "
              + late.size()
              + " of "
              + checkedNodes.size()
              + " nodes: "
              + list(late));
    }
    return this;
  }

  /** Asserts that the checked nodes had the message within this time from its publication. */
  public MessageAssert within(long amount, TimeUnit unit) {
    return within(Duration.of(amount, unit.toChronoUnit()));
  }

  /**
   * Asserts that the message took at most this many hops to each of the checked nodes. A peer of
   * the origin is one hop away.
   */
  public MessageAssert withHopsAtMost(int limit) {
    List<String> far =
        checkedNodes.stream()
            // The path is empty if the node does not have the message, or if it restarted and the
            // message came back to it.
            .filter(node -> actual.path(node).isEmpty() || actual.path(node).size() - 1 > limit)
            .map(node -> node + " over " + actual.path(node))
            .toList();
    if (!far.isEmpty()) {
      throw failed("took more than " + limit + " hops to " + far.size() + " nodes: " + list(far));
    }
    return this;
  }

  /**
   * Asserts that the relative message redundancy (RMR) is below a limit. RMR is the number of
   * payload frames sent per delivery, minus one: 0 for a tree, about the mean degree minus two for
   * flooding. Nodes do not count frames per message, so this is the mean over all messages of the
   * run.
   */
  public MessageAssert withRedundancyBelow(double limit) {
    long transmissions = world.metrics().getOrDefault(Metric.PAYLOAD_FRAMES_SENT.label(), 0L);
    long deliveries = world.messages().stream().mapToLong(MessageRecord::deliveries).sum();
    double redundancy =
        deliveries == 0 ? Double.POSITIVE_INFINITY : (double) transmissions / deliveries - 1;
    if (!(redundancy < limit)) {
      throw failed(
          "had a redundancy of "
              + Math.round(redundancy * 1000) / 1e3
              + ", which is not below "
              + limit
              + ": "
              + transmissions
              + " transmissions for "
              + deliveries
              + " deliveries");
    }
    return this;
  }

  // ---- helpers and failure messages ----------------------------------------------------------

  private List<Integer> running() {
    return IntStream.range(0, world.nodes())
        .filter(node -> world.isUp(node) && !world.isHostile(node))
        .boxed()
        .toList();
  }

  private Duration latency(int node) {
    return actual.latency(node).orElse(Duration.ZERO);
  }

  private static String list(List<?> nodes) {
    String first =
        nodes.stream().limit(SHOWN_NODES).map(Object::toString).collect(Collectors.joining(", "));
    return nodes.size() <= SHOWN_NODES
        ? first
        : first + " and " + (nodes.size() - SHOWN_NODES) + " more";
  }

  private AssertionError failed(String what) {
    return failure("%s", describe(what));
  }

  private String describe(String what) {
    return "message "
        + actual.id()
        + " from node "
        + actual.origin()
        + " "
        + what
        + FailureTexts.run(world)
        + FailureTexts.lastEvents(actual);
  }
}
