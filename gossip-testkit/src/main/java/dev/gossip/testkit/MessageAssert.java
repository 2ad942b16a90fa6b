package dev.gossip.testkit;

import dev.gossip.simulation.MessageRecord;
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
 * Assertions about the way of one message, as far as it has got; see {@link GossipAssertions}. The
 * node that published a message has it, too. Nodes that are down now, and hostile ones, are nobody
 * that could be missed, unless they are named.
 *
 * <p>{@link #within} and {@link #withHopsAtMost} are about the nodes that the last of {@link
 * #reachedEveryone}, {@link #reached} and {@link #reachedShare} was about, and about all that have
 * the message if there was none.
 */
public final class MessageAssert extends AbstractAssert<MessageAssert, MessageRecord> {
  private static final int SHOWN_NODES = 10;

  private final World world;
  private List<Integer> claimed;

  MessageAssert(MessageRecord message, World world) {
    super(message, MessageAssert.class);
    this.world = world;
    this.claimed = IntStream.range(0, world.nodes()).filter(message::reached).boxed().toList();
  }

  // ---- whom it reached -----------------------------------------------------------------------

  /** Every honest node that runs has had it. */
  public MessageAssert reachedEveryone() {
    if (running().isEmpty()) {
      throw failed("could not reach everyone: no honest node runs");
    }
    return reachedAll(running(), " honest nodes that run: ");
  }

  /** These nodes have had it, and maybe others. */
  public MessageAssert reached(int... nodes) {
    return reachedAll(Arrays.stream(nodes).boxed().toList(), " nodes that it had to reach: ");
  }

  private MessageAssert reachedAll(List<Integer> nodes, String whose) {
    List<Integer> missed = nodes.stream().filter(node -> !actual.reached(node)).toList();
    if (!missed.isEmpty()) {
      throw failed("missed " + missed.size() + " of " + nodes.size() + whose + list(missed));
    }
    claimed = nodes;
    return this;
  }

  /** None of these nodes has had it. */
  public MessageAssert didNotReach(int... nodes) {
    List<Integer> reached = Arrays.stream(nodes).filter(actual::reached).boxed().toList();
    if (!reached.isEmpty()) {
      throw failed("reached nodes that it must not: " + list(reached));
    }
    return this;
  }

  /** No node has had it but the one that published it. */
  public MessageAssert reachedNobody() {
    return didNotReach(
        IntStream.range(0, world.nodes()).filter(node -> node != actual.origin()).toArray());
  }

  /**
   * At least this share of the honest nodes that run has had it.
   *
   * @param share from 0 to 1
   */
  public MessageAssert reachedShare(double share) {
    List<Integer> running = running();
    List<Integer> reached =
        running.stream()
            .filter(actual::reached)
            .sorted(Comparator.comparing(this::latency))
            .toList();
    // A little less, so that no rounding of the product asks for a node more.
    int needed = (int) Math.ceil(share * running.size() - 1e-9);
    if (reached.size() < needed) {
      throw failed(
          "reached "
              + reached.size()
              + " of "
              + running.size()
              + " honest nodes that run instead of "
              + needed
              + ", a share of "
              + share);
    }
    claimed = reached.subList(0, needed);
    return this;
  }

  /** Goes on with the share of the honest nodes that run which have had it, from 0 to 1. */
  public AbstractDoubleAssert<?> coverage() {
    List<Integer> running = running();
    double reached = running.stream().filter(actual::reached).count();
    return Assertions.assertThat(running.isEmpty() ? 0 : reached / running.size())
        .as(told("reached a share of the honest nodes"));
  }

  // ---- how it got there ----------------------------------------------------------------------

  /** It took those nodes at most so long to have it, from when it was published. */
  public MessageAssert within(Duration limit) {
    List<String> late =
        claimed.stream()
            .filter(node -> latency(node).compareTo(limit) > 0)
            .map(node -> node + " after " + FailureTexts.seconds(latency(node)))
            .toList();
    if (!late.isEmpty()) {
      throw failed(
          "took longer than "
              + FailureTexts.seconds(limit)
              + " to "
              + late.size()
              + " of "
              + claimed.size()
              + " nodes: "
              + list(late));
    }
    return this;
  }

  /** It took those nodes at most so long to have it, from when it was published. */
  public MessageAssert within(long amount, TimeUnit unit) {
    return within(Duration.of(amount, unit.toChronoUnit()));
  }

  /** Those nodes got it over at most so many hops; a neighbour of the origin over one. */
  public MessageAssert withHopsAtMost(int limit) {
    List<String> far =
        claimed.stream()
            // No path: it came back to a node that had started anew, or was not there.
            .filter(node -> actual.path(node).isEmpty() || actual.path(node).size() - 1 > limit)
            .map(node -> node + " over " + actual.path(node))
            .toList();
    if (!far.isEmpty()) {
      throw failed("took more than " + limit + " hops to " + far.size() + " nodes: " + list(far));
    }
    return this;
  }

  /**
   * Relative message redundancy, the number of copies that were sent beyond one for each delivery,
   * is below a limit: 0 is a tree, the mean degree less two is about what flooding has. Nodes count
   * copies but not of what, so this is the mean over all messages of the run.
   */
  public MessageAssert withRedundancyBelow(double limit) {
    long transmissions = world.metrics().getOrDefault("payload-frames-sent", 0L);
    long deliveries = world.messages().stream().mapToLong(MessageRecord::deliveries).sum();
    double redundancy =
        deliveries == 0 ? Double.POSITIVE_INFINITY : (double) transmissions / deliveries - 1;
    if (!(redundancy < limit)) {
      throw failed(
          "travelled with a redundancy of "
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

  // ---- in words ------------------------------------------------------------------------------

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
    return failure("%s", told(what));
  }

  private String told(String what) {
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
