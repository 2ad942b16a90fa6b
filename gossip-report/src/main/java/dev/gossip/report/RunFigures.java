package dev.gossip.report;

import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.SimulatedNetwork;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The figures of a run as JSON, under the names that {@code gossip simulate --json} uses. */
public final class RunFigures {
  private static final String DROPPED = "dropped.";

  private RunFigures() {}

  /** The figures of a network so far. */
  public static String of(SimulatedNetwork network) {
    RunReport report = network.report();
    JsonText json = new JsonText().beginObject();
    json.name("nodes").value(report.nodes()).name("edges").value(report.edges());
    json.name("messages").value(report.messages());
    json.name("seed").value(Long.toString(network.seed()));
    json.name("coverage").value(report.coverage());
    json.name("transmissions").value(report.transmissions());
    json.name("duplicates").value(report.duplicates());
    json.name("controlFrames").value(report.controlFrames());
    json.name("bytes").value(report.bytes());
    counts(json.name("bytesByKind"), report.bytesByKind());
    json.name("datagrams").value(report.datagrams());
    json.name("rmr").value(report.rmr()).name("hops").value(report.hops());
    RunReport.Percentiles latency = report.latencyMillis();
    json.name("latencyMillis").beginObject();
    json.name("p50").value(latency.p50()).name("p90").value(latency.p90());
    json.name("p99").value(latency.p99()).name("max").value(latency.max()).endObject();
    json.name("traceHash").value(report.traceHash());
    counts(json.name("drops"), report.drops());
    json.name("parts").value(report.parts()).name("largestPart").value(report.largestPart());
    return json.endObject().toString();
  }

  /**
   * The figures of a network of real nodes so far. Messages are those of honest nodes.
   *
   * @param metrics the sums of the counters of all nodes
   */
  public static String of(ReportedNetwork network, SortedMap<String, Long> metrics) {
    int messages = network.messages().size();
    JsonText json = new JsonText().beginObject();
    json.name("nodes").value(network.nodes().size()).name("edges").value(network.edges().size());
    json.name("linksNotUpAtEnd").value(network.linksNotUp().size());
    json.name("messages").value(messages);
    json.name("seed").value(Long.toString(network.seed()));
    if (messages > 0) {
      json.name("coverage").value(coverage(network));
      json.name("hops").value(hops(network));
    }
    long[] latencies =
        network.messages().stream()
            .flatMapToLong(message -> Arrays.stream(message.sortedLatenciesNanos()))
            .sorted()
            .toArray();
    if (latencies.length > 0) {
      json.name("latencyMillis").beginObject();
      json.name("p50").value(at(latencies, 0.5)).name("p90").value(at(latencies, 0.9));
      json.name("p99").value(at(latencies, 0.99)).name("max").value(at(latencies, 1)).endObject();
    }
    SortedMap<String, Long> drops = new TreeMap<>();
    SortedMap<String, Long> counters = new TreeMap<>();
    metrics.forEach(
        (name, value) -> {
          if (value > 0 && name.startsWith(DROPPED)) {
            drops.put(name.substring(DROPPED.length()), value);
          } else if (value > 0) {
            counters.put(name, value);
          }
        });
    counts(json.name("drops"), drops);
    counts(json.name("counters"), counters);
    return json.endObject().toString();
  }

  /** The mean share of honest nodes that run at the end and have a message. */
  private static double coverage(ReportedNetwork network) {
    int[] live =
        IntStream.range(0, network.nodes().size())
            .filter(node -> network.nodes().get(node).up() && !network.nodes().get(node).hostile())
            .toArray();
    return network.messages().stream()
        .mapToDouble(
            message ->
                (double) Arrays.stream(live).filter(message::reached).count()
                    / Math.max(1, live.length))
        .average()
        .orElse(0);
  }

  private static double hops(ReportedNetwork network) {
    return network.messages().stream().mapToInt(MessageRecord::lastDeliveryHop).average().orElse(0);
  }

  /** By nearest rank, in milliseconds. */
  private static double at(long[] sortedNanos, double share) {
    int rank = (int) Math.ceil(share * sortedNanos.length - 1e-9);
    return sortedNanos[Math.max(rank, 1) - 1] / 1e6;
  }

  private static void counts(JsonText json, Map<String, Long> counts) {
    json.beginObject();
    counts.forEach((name, count) -> json.name(name).value(count));
    json.endObject();
  }
}
