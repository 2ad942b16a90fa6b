package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.Metric;
import dev.gossip.simulation.Churn;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.simulation.wire.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/relays.md} is measured in virtual time, so it is the same on every machine. With
 * {@code -Dgossip.docs.write=true} this test writes it.
 */
class RelayPromisesTableTest {
  private static final int NODES = 25;
  private static final int DEGREE = 4;

  /** How many nodes are on one side of the partition, or crash. */
  private static final int AFFECTED = 12;

  private static final int MESSAGES = 60;
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration AFTERWARDS = Duration.ofSeconds(90);
  private static final long SEED = 1;

  private static final String INTRODUCTION =
      """
      # Relays compared

      What each relay promises when datagrams are lost, the network is cut in two, or nodes crash,
      and what it costs. [privacy.md](privacy.md) compares what relays hide, and
      [repair.md](repair.md) describes `relay.repair`, which wraps the others.

      25 nodes with four links each, a random graph, round trip 50 ms, default settings, seed 1, in
      virtual time. Random nodes publish 60 messages of 128 to 900 bytes, one a second; the run ends
      90 s after the last one.

      - **loss**: each datagram is lost with this probability, all the time.
      - **partition**: while the 60 messages are published, 12 nodes are cut off from the other 13.
        Both sides are connected within.
      - **churn**: meanwhile 12 nodes crash after 20 s on average, and come back without memory
        after 10 s on average, again and again. The other 13 nodes publish.

      ## Messages that arrive

      The share of the pairs of a message and a node in which the node got the message. Under churn,
      nodes that were up for the whole life of every message are counted separately from those that
      crashed, which had the message before a crash or got it after one.

      | relay | no loss | 5 % loss | 20 % loss | 30 % loss | partition | churn: nodes always up | churn: nodes that crash |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      """;

  private static final String COST =
      """

      ## Cost

      All UDP payload that the nodes sent in these 150 s, for each byte of payload that arrived:
      messages, announcements, comparisons, acknowledgements and pings. A copy that a node gets
      again after a crash does not count as arrived. In a network with more traffic the pings and
      the comparisons weigh less.

      | relay | no loss | 5 % loss | 20 % loss | 30 % loss | partition | churn |
      | --- | --- | --- | --- | --- | --- | --- |
      """;

  private static final String PROMISES =
      """

      Repair on top of flooding costs most under churn: each message that a node gets back is new to
      that node, so it floods it to its other peers.

      ## Promises

      """;

  private enum Condition {
    NO_LOSS(0),
    LOSS_5(0.05),
    LOSS_20(0.2),
    LOSS_30(0.3),
    PARTITION(0),
    CHURN(0);

    final double loss;

    Condition(double loss) {
      this.loss = loss;
    }
  }

  private enum Row {
    FLOODING(
        "flooding",
        false,
        "sends a message once over each link, and never again: it arrives if one way to the node"
            + " loses nothing."),
    DIFFUSION(
        "diffusion",
        false,
        "repeats announcements and requests up to 12 times, and announces the newest 256 messages"
            + " on a link that comes up: a message arrives unless all links of the node fail while"
            + " more than 256 others are published, as"
            + " [measured](validation.md#loss-and-black-holes) elsewhere."),
    DANDELION(
        "dandelion",
        false,
        "spreads messages by diffusion here, with the same promise; a stem that fails costs time"
            + " and no message."),
    REPAIRED_FLOODING(
        "flooding",
        true,
        "requests from its peers what flooding lost: a node that has a link to the others gets"
            + " every message that they hold within the window, however many there are."),
    REPAIRED_DIFFUSION(
        "diffusion",
        true,
        "promises the same, beyond the newest 256 messages: older ones are shown to a peer on a link"
            + " that comes up when they may be revealed (`gossip.relay.diffusion.reveal-after`)."),
    REPAIRED_DANDELION(
        "dandelion",
        true,
        "promises the same for messages that are public; those on a stem stay hidden.");

    final String relay;
    final boolean isRepaired;
    final String promise;

    Row(String relay, boolean isRepaired, String promise) {
      this.relay = relay;
      this.isRepaired = isRepaired;
      this.promise = promise;
    }

    String label() {
      return isRepaired ? "`relay.repair` of " + relay : "`relay." + relay + "`";
    }
  }

  /**
   * What one run has shown.
   *
   * @param reached share of the deliveries at nodes that were up all the time
   * @param reachedCrashed share of the deliveries at nodes that crashed; 1 if none did
   * @param bytesPerByte bytes of datagrams for each byte of payload that was delivered
   */
  private record Measured(double reached, double reachedCrashed, double bytesPerByte) {}

  private final Path page = Path.of(System.getProperty("basedir", "")).resolve("../docs/relays.md");

  @Test
  void pageIsUpToDate() throws IOException {
    StringBuilder arrived = new StringBuilder();
    StringBuilder cost = new StringBuilder();
    StringBuilder promises = new StringBuilder();
    for (Row row : Row.values()) {
      Map<Condition, Measured> measured = new EnumMap<>(Condition.class);
      for (Condition condition : Condition.values()) {
        Measured run = measure(row, condition);
        measured.put(condition, run);
        if (row.isRepaired) {
          assertThat(List.of(run.reached, run.reachedCrashed))
              .as("%s, %s", row, condition)
              .containsOnly(1.0);
        }
      }
      arrived.append(arrivedRow(row, measured));
      cost.append(costRow(row, measured));
      promises.append(promise(row, measured));
    }
    String text = INTRODUCTION + arrived + COST + cost + PROMISES + promises;
    if (Boolean.getBoolean("gossip.docs.write")) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page))
        .as("%s; the tests with -Dgossip.docs.write=true write it", page)
        .isEqualTo(text);
  }

  // ---- runs ----------------------------------------------------------------------------------

  private static Measured measure(Row row, Condition condition) {
    Simulation simulation =
        Simulation.seeded(SEED)
            .nodes(NODES)
            .topology(Topologies.randomRegular(DEGREE))
            .relay(row.isRepaired ? "repair" : row.relay)
            .latency(Latency.constant(Duration.ofMillis(25)))
            .loss(condition.loss);
    if (row.isRepaired) {
      simulation.set("gossip.relay.repair.inner", row.relay);
    }
    SimulatedNetwork network = simulation.start();
    network.awaitLinks(Duration.ofMinutes(2));
    long sentBefore = sentBytes(network);
    Set<Integer> affected = connectedPart(network.edges());
    List<Integer> others = rest(affected);
    List<Integer> all = IntStream.range(0, NODES).boxed().toList();
    Map<MessageId, Integer> published;
    switch (condition) {
      case PARTITION -> {
        Fault partition = network.faults().partition(affected);
        published = publish(network, all);
        partition.remove();
      }
      case CHURN -> {
        Churn churn = network.churn(affected, Duration.ofSeconds(20), Duration.ofSeconds(10));
        published = publish(network, others);
        churn.stop();
      }
      default -> published = publish(network, all);
    }
    network.runFor(AFTERWARDS);

    double deliveredBytes = 0;
    for (Map.Entry<MessageId, Integer> message : published.entrySet()) {
      int deliveries = record(network, message.getKey()).deliveries();
      deliveredBytes += (double) deliveries * message.getValue();
    }
    double bytesPerByte = (sentBytes(network) - sentBefore) / deliveredBytes;
    boolean hasCrashes = condition == Condition.CHURN;
    return new Measured(
        reached(network, published.keySet(), hasCrashes ? others : all),
        hasCrashes ? reached(network, published.keySet(), affected) : 1,
        bytesPerByte);
  }

  /** Returns the sizes of the payloads. */
  private static Map<MessageId, Integer> publish(SimulatedNetwork network, List<Integer> origins) {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<MessageId, Integer> sizes = new LinkedHashMap<>();
    for (int i = 0; i < MESSAGES; i++) {
      byte[] payload = new byte[random.nextInt(128, 901)];
      random.nextBytes(payload);
      int origin = origins.get(random.nextInt(origins.size()));
      MessageId id = network.node(origin).publish("main", ByteString.copyFrom(payload));
      sizes.put(id, payload.length);
      network.runFor(INTERVAL);
    }
    return sizes;
  }

  private static double reached(
      SimulatedNetwork network, Collection<MessageId> published, Collection<Integer> nodes) {
    long reached = 0;
    for (MessageId id : published) {
      reached += nodes.stream().filter(record(network, id)::reached).count();
    }
    return (double) reached / ((long) nodes.size() * published.size());
  }

  private static MessageRecord record(SimulatedNetwork network, MessageId id) {
    return network.record().message(id).orElseThrow();
  }

  private static long sentBytes(SimulatedNetwork network) {
    return network.metrics().getOrDefault(Metric.DATAGRAM_BYTES_SENT.label(), 0L);
  }

  // ---- a cut ---------------------------------------------------------------------------------

  /** Nodes that are connected among each other, as are the others. */
  private static Set<Integer> connectedPart(List<Edge> edges) {
    for (int start = 0; start < NODES; start++) {
      Set<Integer> all = IntStream.range(0, NODES).boxed().collect(Collectors.toSet());
      Set<Integer> part = reachable(edges, start, all, AFFECTED);
      List<Integer> others = rest(part);
      if (reachable(edges, others.get(0), others, NODES).size() == others.size()) {
        return part;
      }
    }
    throw new AssertionError("no cut leaves both sides connected");
  }

  private static List<Integer> rest(Set<Integer> part) {
    return IntStream.range(0, NODES).filter(node -> !part.contains(node)).boxed().toList();
  }

  /** The first nodes that a breadth-first search from a node meets within a part. */
  private static Set<Integer> reachable(
      List<Edge> edges, int start, Collection<Integer> within, int limit) {
    Set<Integer> met = new LinkedHashSet<>(List.of(start));
    Deque<Integer> next = new ArrayDeque<>(met);
    while (!next.isEmpty()) {
      int node = next.removeFirst();
      for (int peer : adjacent(edges, node)) {
        if (met.size() < limit && within.contains(peer) && met.add(peer)) {
          next.addLast(peer);
        }
      }
    }
    return met;
  }

  private static Set<Integer> adjacent(List<Edge> edges, int node) {
    Set<Integer> adjacent = new TreeSet<>();
    for (Edge edge : edges) {
      if (edge.dialer() == node) {
        adjacent.add(edge.dialed());
      } else if (edge.dialed() == node) {
        adjacent.add(edge.dialer());
      }
    }
    return adjacent;
  }

  // ---- text ----------------------------------------------------------------------------------

  private static String arrivedRow(Row row, Map<Condition, Measured> measured) {
    StringBuilder text = new StringBuilder("| " + row.label());
    measured.values().forEach(run -> text.append(" | ").append(percent(run.reached)));
    double crashed = run(measured, Condition.CHURN).reachedCrashed;
    return text.append(" | ").append(percent(crashed)).append(" |\n").toString();
  }

  private static String costRow(Row row, Map<Condition, Measured> measured) {
    StringBuilder text = new StringBuilder("| " + row.label());
    measured
        .values()
        .forEach(run -> text.append(String.format(Locale.ROOT, " | %.2f", run.bytesPerByte)));
    return text.append(" |\n").toString();
  }

  private static String promise(Row row, Map<Condition, Measured> measured) {
    Measured loss = run(measured, Condition.LOSS_30);
    Measured partition = run(measured, Condition.PARTITION);
    Measured churn = run(measured, Condition.CHURN);
    String text =
        String.format(
            Locale.ROOT,
            "- %s %s Measured: %s at 30 %% loss, %s with the partition, %s at nodes that crash.\n",
            row.label(),
            row.promise,
            percent(loss.reached),
            percent(partition.reached),
            percent(churn.reachedCrashed));
    return wrapped(text);
  }

  private static Measured run(Map<Condition, Measured> measured, Condition condition) {
    return Objects.requireNonNull(measured.get(condition));
  }

  /** Never rounded up to 100. */
  private static String percent(double share) {
    return share == 1
        ? "100 %"
        : String.format(Locale.ROOT, "%.1f %%", Math.floor(share * 1_000) / 10);
  }

  /** Lines of at most 100 characters. */
  private static String wrapped(String item) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String word : item.strip().split(" (?!%)", -1)) {
      if (column + 1 + word.length() > 100) {
        text.append("\n ");
        column = 1;
      }
      if (column > 0) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
    }
    return text.append('\n').toString();
  }
}
