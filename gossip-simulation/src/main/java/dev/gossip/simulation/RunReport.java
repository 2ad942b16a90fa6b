package dev.gossip.simulation;

import dev.gossip.api.node.Metric;
import dev.gossip.simulation.topology.ConnectedComponents;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures of a run, under the names used in the literature. Traffic from and to a supernode is
 * not counted in any of them. That of hostile nodes is, except that the frames of an attack count
 * as bytes and datagrams only; messages, coverage, hops and latency are those of honest nodes.
 *
 * @param nodes how many nodes there are
 * @param edges undirected links of the topology; with discovery, those that are up at the end
 * @param parts how many connected components the running nodes form at the end
 * @param largestPart how many nodes the largest component has
 * @param messages how many messages honest nodes published
 * @param coverage mean over messages of honest nodes reached / honest nodes running at the end,
 *     origin included
 * @param transmissions payload frames sent
 * @param duplicates payload frames received with a message already known
 * @param controlFrames control frames sent
 * @param rmr relative message redundancy: transmissions / deliveries - 1; 0 for a tree
 * @param hops mean over messages of the last delivery hop
 * @param latencyMillis from publication to delivery, over all deliveries
 * @param datagrams datagrams sent
 * @param bytes bytes of these datagrams, without IP and UDP headers
 * @param bytesByKind bytes of payload and of control frames, and the rest as {@code link}: link
 *     maintenance, HELLO, datagram headers
 * @param bytesPerDelivery all bytes / all deliveries
 * @param drops by reason what nodes dropped, and with the prefix {@code wire.} what the wire lost
 * @param traceHash see {@link RunRecord#traceHash}
 */
public record RunReport(
    int nodes,
    int edges,
    int parts,
    int largestPart,
    int messages,
    double coverage,
    long transmissions,
    long duplicates,
    long controlFrames,
    double rmr,
    double hops,
    Percentiles latencyMillis,
    long datagrams,
    long bytes,
    SortedMap<String, Long> bytesByKind,
    double bytesPerDelivery,
    SortedMap<String, Long> drops,
    String traceHash) {

  private static final String DROPPED = "dropped.";

  /** Percentiles of a set of values; all zero if it is empty. */
  public record Percentiles(double p50, double p90, double p99, double max) {

    static Percentiles of(long[] sorted, double unit) {
      return new Percentiles(
          at(sorted, 0.5) / unit,
          at(sorted, 0.9) / unit,
          at(sorted, 0.99) / unit,
          at(sorted, 1) / unit);
    }

    /** Nearest rank: the smallest value such that this share of the values is not above it. */
    private static double at(long[] sorted, double share) {
      int rank = (int) Math.ceil(share * sorted.length - 1e-9);
      return sorted.length == 0 ? 0 : sorted[Math.max(rank, 1) - 1];
    }
  }

  static RunReport of(SimulatedNetwork network) {
    RunRecord record = network.record();
    SortedMap<String, Long> metrics = network.metrics();
    int messages = record.messages().size();
    double coverage = 0;
    double hops = 0;
    long deliveries = 0;
    for (MessageRecord message : record.messages()) {
      coverage += network.coverage(message.id());
      hops += message.lastDeliveryHop();
      deliveries += message.deliveries();
    }
    long[] latencies =
        record.messages().stream()
            .flatMapToLong(message -> Arrays.stream(message.sortedLatenciesNanos()))
            .sorted()
            .toArray();
    long transmissions = metrics.getOrDefault(Metric.PAYLOAD_FRAMES_SENT.label(), 0L);
    List<Edge> edges = network.edges();
    ConnectedComponents components =
        ConnectedComponents.of(network.nodes().size(), edges, node -> network.node(node).isUp());
    return new RunReport(
        network.nodes().size(),
        edges.size(),
        components.count(),
        components.largest(),
        messages,
        messages == 0 ? 1 : coverage / messages,
        transmissions,
        metrics.getOrDefault(Metric.DUPLICATES.label(), 0L),
        metrics.getOrDefault(Metric.CONTROL_FRAMES_SENT.label(), 0L)
            + metrics.getOrDefault(Metric.LINK_CONTROL_FRAMES_SENT.label(), 0L),
        deliveries == 0 ? 0 : (double) transmissions / deliveries - 1,
        messages == 0 ? 0 : hops / messages,
        Percentiles.of(latencies, 1e6),
        record.datagrams(),
        record.bytes(),
        bytesByKind(metrics, record.bytes()),
        deliveries == 0 ? 0 : (double) record.bytes() / deliveries,
        drops(metrics, record),
        record.traceHash());
  }

  private static SortedMap<String, Long> bytesByKind(Map<String, Long> metrics, long all) {
    SortedMap<String, Long> kinds = new TreeMap<>();
    long payload = metrics.getOrDefault(Metric.PAYLOAD_BYTES_SENT.label(), 0L);
    long control = metrics.getOrDefault(Metric.CONTROL_BYTES_SENT.label(), 0L);
    kinds.put("payload", payload);
    kinds.put("control", control);
    // Not negative: bytes of frames that the transport dropped were counted when it accepted them.
    kinds.put("link", Math.max(0, all - payload - control));
    return kinds;
  }

  private static SortedMap<String, Long> drops(Map<String, Long> metrics, RunRecord record) {
    SortedMap<String, Long> drops = new TreeMap<>();
    metrics.forEach(
        (name, count) -> {
          if (name.startsWith(DROPPED) && count != 0) {
            drops.put(name.substring(DROPPED.length()), count);
          }
        });
    record.lost().forEach((reason, count) -> drops.put("wire." + reason, count));
    return drops;
  }
}
