package dev.gossip.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.privacy.Estimate;
import dev.gossip.simulation.privacy.PrivacyReport;

/** The figures of a run for programs. */
final class SimulationJson {
  private SimulationJson() {}

  /** One object. Only {@code framesPerSecond} and {@code wallMillis} differ between equal runs. */
  static JsonObject of(SimulationOutcome outcome, SimulationPlan plan) {
    RunReport report = outcome.report();
    JsonObject json = new JsonObject();
    json.addProperty("relay", outcome.relay());
    json.addProperty("nodes", report.nodes());
    json.addProperty("edges", report.edges());
    json.addProperty("messages", report.messages());
    // Any long may be one, and many JSON readers round what exceeds 2^53.
    json.addProperty("seed", Long.toString(plan.seed()));
    json.addProperty("coverage", report.coverage());
    json.addProperty("transmissions", report.transmissions());
    json.addProperty("duplicates", report.duplicates());
    json.addProperty("bytes", report.bytes());
    json.addProperty("datagrams", report.datagrams());
    json.addProperty("rmr", report.rmr());
    json.addProperty("hops", report.hops());
    JsonObject latency = new JsonObject();
    latency.addProperty("p50", report.latencyMillis().p50());
    latency.addProperty("p90", report.latencyMillis().p90());
    latency.addProperty("p99", report.latencyMillis().p99());
    latency.addProperty("max", report.latencyMillis().max());
    json.add("latencyMillis", latency);
    json.addProperty("framesPerSecond", outcome.framesPerSecond());
    json.addProperty("wallMillis", outcome.wallMillis());
    json.addProperty("traceHash", report.traceHash());
    JsonObject drops = new JsonObject();
    report.drops().forEach(drops::addProperty);
    json.add("drops", drops);
    PrivacyReport privacy = outcome.privacy();
    if (privacy != null) {
      json.add("spy", spy(plan.spies(), privacy));
    }
    return json;
  }

  private static JsonObject spy(SpyPlan spies, PrivacyReport privacy) {
    JsonObject json = new JsonObject();
    if (spies.supernode() > 0) {
      json.addProperty("supernode", spies.supernode());
    } else {
      json.addProperty("share", spies.share());
    }
    json.addProperty("estimator", spies.estimatorText());
    json.addProperty("precision", privacy.precision().value());
    json.add("precisionInterval", interval(privacy.precision()));
    json.addProperty("recall", privacy.recall().value());
    json.add("recallInterval", interval(privacy.recall()));
    return json;
  }

  private static JsonArray interval(Estimate estimate) {
    JsonArray interval = new JsonArray();
    interval.add(estimate.low());
    interval.add(estimate.high());
    return interval;
  }
}
