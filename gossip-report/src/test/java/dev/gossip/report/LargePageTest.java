package dev.gossip.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.trace.RunEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The size of the page of a large run, from a trace that is made up. */
class LargePageTest {
  private static final int FIVE_MEGABYTES = 5_000_000;
  private static final int EVENTS = 1_000_000;
  private static final int NODES = 12_000;
  private static final int LINKS_EACH = 6;
  private static final long SEED = 20_261_130;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final RunRecorder recorder = new RunRecorder();
  private final List<MessageRecord> messages = new ArrayList<>();

  @Test
  void pageOfAMillionEventsStaysBelowFiveMegabytes() {
    List<Edge> edges = edges();
    long nanos = 0;
    while (recorder.events() < EVENTS) {
      nanos += 100_000_000;
      spread(nanos, edges);
    }
    ReportedNetwork network =
        new ReportedNetwork(
            "made up",
            SEED,
            Collections.nCopies(NODES, new ReportedNetwork.Node(true, false)),
            edges,
            edges,
            messages,
            List.of());
    Map<String, List<String>> logs =
        IntStream.range(0, NODES)
            .boxed()
            .collect(
                Collectors.toMap(
                    node -> "node " + node,
                    node -> List.of("<".repeat(1_000)),
                    (a, b) -> a,
                    TreeMap::new));

    String page =
        HtmlReport.of(
            "large",
            List.of(
                ReportRun.of("made up", "", "{}")
                    .with(network, recorder, List.of())
                    .withLogs(logs)));

    assertThat(recorder.events()).isGreaterThanOrEqualTo(EVENTS);
    assertThat(page.getBytes(UTF_8).length).isLessThan(FIVE_MEGABYTES);
    assertThat(page)
        .contains("10,000 of 12,000 nodes", " links, each of them as good as another")
        .contains("of " + messages.size() + " messages to choose from")
        .contains("24 of 30 reasons of drops over time")
        .containsPattern("40,000 of \\d+,\\d+ links that are not up");
  }

  private List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    for (int node = 1; node < NODES; node++) {
      for (int link = 0; link < LINKS_EACH; link++) {
        edges.add(new Edge(node, random.nextInt(node)));
      }
    }
    return edges;
  }

  /** A message that all nodes deliver, and of which some links say so, with drops. */
  private void spread(long nanos, List<Edge> edges) {
    int number = messages.size();
    MessageId id = new MessageId(ByteBuffer.allocate(32).putInt(number).array());
    MessageRecord.Writer writer = new MessageRecord.Writer(id, 0, nanos, NODES);
    messages.add(writer.record());
    recorder.accept(new RunEvent.Published(nanos, 0, id, "topic".repeat(20), 1_000_000));
    for (Edge edge : edges) {
      int from = edge.dialed();
      int to = edge.dialer();
      long sent = nanos + random.nextLong(10_000_000_000L);
      long received = sent + random.nextLong(1_000_000_000L);
      boolean duplicate = writer.record().reached(to);
      if (!duplicate) {
        writer.delivered(to, 0, from, received);
      }
      if (random.nextInt(100) == 0) {
        recorder.accept(new RunEvent.Sent(sent, from, to, "payload", 1_000_000, id));
        recorder.accept(new RunEvent.Received(received, to, from, id, duplicate));
        recorder.accept(
            new RunEvent.Dropped(sent, to, "reason-" + random.nextInt(30), random.nextInt(9)));
        recorder.note(sent, to, "x".repeat(1_000));
      }
    }
  }
}
