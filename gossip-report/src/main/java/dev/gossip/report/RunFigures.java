package dev.gossip.report;

import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.SimulatedNetwork;
import java.util.Map;

/** The figures of a run as JSON, under the names that {@code gossip simulate --json} uses. */
public final class RunFigures {
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

  private static void counts(JsonText json, Map<String, Long> counts) {
    json.beginObject();
    counts.forEach((name, count) -> json.name(name).value(count));
    json.endObject();
  }
}
