package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Splits a network in two while both sides publish, and joins them again. */
final class Split {
  private static final Duration STEP = Duration.ofMillis(20);
  private static final Duration RELINK_LIMIT = Duration.ofMinutes(2);
  private static final int PAYLOAD_BYTES = 100;

  private final SimulatedNetwork network;
  private final SplittableRandom random;
  private final List<Integer> side;
  private final List<MessageId> published = new ArrayList<>();

  Split(SimulatedNetwork network, SplittableRandom random) {
    this.network = network;
    this.random = random;
    this.side = IntStream.range(0, network.nodes().size() / 2).boxed().toList();
  }

  /**
   * Publishes at random nodes throughout, for ten seconds before the cut and until a link between
   * the sides is up again. Returns at that moment.
   */
  void run(Duration cut, Duration interval) {
    publishFor(Duration.ofSeconds(10), interval);
    Fault fault = network.faults().partition(side);
    publishFor(cut, interval);
    assertThat(incomplete(network.nodes())).as("messages that the other side lacks").isPositive();
    fault.remove();
    Duration limit = network.now().plus(RELINK_LIMIT);
    while (!isLinkedAcross()) {
      assertThat(network.now()).as("no link between the sides").isLessThan(limit);
      publishFor(STEP.compareTo(interval) > 0 ? STEP : interval, interval);
    }
  }

  private void publishFor(Duration duration, Duration interval) {
    Duration end = network.now().plus(duration);
    while (network.now().compareTo(end) < 0) {
      publish();
      network.runFor(interval);
    }
  }

  private void publish() {
    byte[] payload = new byte[PAYLOAD_BYTES];
    random.nextBytes(payload);
    SimulatedNode origin = network.node(random.nextInt(network.nodes().size()));
    published.add(origin.publish("main", ByteString.copyFrom(payload)));
  }

  private boolean isLinkedAcross() {
    Set<PeerId> ids =
        side.stream().map(index -> network.node(index).id()).collect(Collectors.toSet());
    return IntStream.range(side.size(), network.nodes().size())
        .anyMatch(
            index ->
                network.node(index).peers().stream().anyMatch(peer -> ids.contains(peer.id())));
  }

  int published() {
    return published.size();
  }

  /** How many messages some of the nodes lack. */
  long incomplete(Collection<SimulatedNode> nodes) {
    return published.stream().filter(id -> !reached(id, nodes)).count();
  }

  /** How many messages some of the nodes have and some lack. */
  long unevenlyKnown(Collection<SimulatedNode> nodes) {
    return published.stream()
        .filter(id -> !reached(id, nodes))
        .filter(id -> nodes.stream().anyMatch(node -> reached(id, List.of(node))))
        .count();
  }

  private boolean reached(MessageId id, Collection<SimulatedNode> nodes) {
    MessageRecord message = network.record().message(id).orElseThrow();
    return nodes.stream().allMatch(node -> message.reached(node.index()));
  }

  /** Runs until the nodes have every message, or the limit is over. */
  Duration untilComplete(Collection<SimulatedNode> nodes, Duration step, Duration limit) {
    Duration start = network.now();
    List<MessageId> open = new ArrayList<>(published);
    while (true) {
      open.removeIf(id -> reached(id, nodes));
      if (open.isEmpty() || network.now().minus(start).compareTo(limit) >= 0) {
        return network.now().minus(start);
      }
      network.runFor(step);
    }
  }
}
