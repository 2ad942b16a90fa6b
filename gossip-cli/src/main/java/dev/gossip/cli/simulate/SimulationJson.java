package dev.gossip.cli.simulate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.DiscoveryReport;
import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.plan.Bandwidth;
import dev.gossip.simulation.plan.ChurnPlan;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PartitionPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.plan.SpyChoice;
import dev.gossip.simulation.privacy.Estimate;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.run.RunResult;
import dev.gossip.simulation.topology.GraphMeasures;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes the results of a run as JSON. */
final class SimulationJson {
  private SimulationJson() {}

  /** Only {@code framesPerSecond} and {@code wallMillis} differ between equal runs. */
  static JsonObject of(RunResult outcome) {
    NetworkPlan plan = outcome.plan();
    RunReport report = outcome.report();
    JsonObject json = new JsonObject();
    json.addProperty("relay", outcome.relay());
    json.addProperty("nodes", report.nodes());
    json.addProperty("edges", report.edges());
    json.addProperty("messages", report.messages());
    // A string: a seed may be any long, and many JSON readers round numbers above 2^53.
    json.addProperty("seed", Long.toString(plan.seed()));
    json.addProperty("coverage", report.coverage());
    json.addProperty("transmissions", report.transmissions());
    json.addProperty("duplicates", report.duplicates());
    json.addProperty("controlFrames", report.controlFrames());
    json.addProperty("bytes", report.bytes());
    json.add("bytesByKind", counts(report.bytesByKind()));
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
    json.add("drops", counts(report.drops()));
    json.addProperty("parts", report.parts());
    json.addProperty("largestPart", report.largestPart());
    json.addProperty("linksNotUp", outcome.setup().linksNotUp());
    json.add("refusals", counts(outcome.setup().refusals()));
    json.add("setup", setup(outcome.setup().config(), plan));
    JsonArray notices = new JsonArray();
    outcome.setup().notices().forEach(notices::add);
    json.add("notices", notices);
    RunResult.Discovery discovery = outcome.discovery();
    if (discovery != null) {
      json.add("discovery", discovery(discovery));
    }
    PrivacyReport privacy = outcome.privacy();
    if (privacy != null) {
      json.add("spy", spy(plan, privacy));
    }
    AttackReport attack = outcome.attack();
    if (attack != null) {
      json.add("attack", attack(attack));
    }
    return json;
  }

  /** The setup, which defines the run together with the seed; unused conditions are left out. */
  private static JsonObject setup(NodeConfig config, NetworkPlan plan) {
    JsonObject json = new JsonObject();
    json.addProperty("topology", plan.text(PlanOptions.TOPOLOGY));
    if (plan.isDiscovered()) {
      json.addProperty("startWindowMillis", millis(plan.get(PlanOptions.START_WINDOW)));
    }
    json.addProperty("latency", plan.text(PlanOptions.LATENCY));
    json.addProperty("loss", plan.get(PlanOptions.LOSS));
    json.addProperty("duplicate", plan.get(PlanOptions.DUPLICATE));
    json.addProperty("reorder", plan.get(PlanOptions.REORDER));
    json.addProperty("down", plan.counts().crashing());
    json.addProperty("messages", plan.get(PlanOptions.MESSAGES));
    json.addProperty("publishers", plan.counts().publishing());
    json.addProperty("payloadBytes", plan.get(PlanOptions.PAYLOAD));
    json.addProperty("intervalMillis", millis(plan.get(PlanOptions.INTERVAL)));
    json.addProperty("limitMillis", millis(plan.get(PlanOptions.FOR)));
    addPlugins(json, config);
    JsonObject settings = new JsonObject();
    config.configured().forEach(settings::addProperty);
    json.add("settings", settings);
    addConditions(json, plan);
    ConditionPhrases.others(plan)
        .forEach(option -> json.addProperty(camelCase(option.name()), plan.text(option)));
    return json;
  }

  private static String camelCase(String name) {
    return Pattern.compile("-(.)")
        .matcher(name)
        .replaceAll(dash -> dash.group(1).toUpperCase(Locale.ROOT));
  }

  private static JsonObject discovery(RunResult.Discovery outcome) {
    JsonObject json = new JsonObject();
    Duration convergence = outcome.convergence();
    json.addProperty("converged", convergence != null);
    if (convergence != null) {
      json.addProperty("convergenceMillis", millis(convergence));
    }
    DiscoveryReport report = outcome.report();
    json.addProperty("outboundTarget", outcome.target());
    json.add("outbound", spread(report.minOutbound(), report.meanOutbound(), report.maxOutbound()));
    json.add("network", shape(report.network()));
    json.add("random", shape(report.random()));
    return json;
  }

  private static JsonObject shape(GraphMeasures measures) {
    JsonObject json = new JsonObject();
    json.addProperty("links", measures.links());
    json.add("degree", spread(measures.minDegree(), measures.meanDegree(), measures.maxDegree()));
    json.addProperty("clustering", measures.clustering());
    json.addProperty("pathLength", measures.pathLength());
    json.addProperty("longestPath", measures.longestPath());
    return json;
  }

  private static JsonObject spread(int min, double mean, int max) {
    JsonObject json = new JsonObject();
    json.addProperty("min", min);
    json.addProperty("mean", mean);
    json.addProperty("max", max);
    return json;
  }

  /** Adds the plugins by kind; of the kinds that are rarely chosen, only those that differ. */
  private static void addPlugins(JsonObject json, NodeConfig config) {
    for (PluginKind kind : PluginKind.values()) {
      String ids = String.join(",", config.fullIds(kind));
      boolean rare = kind == PluginKind.DISCOVERY || kind == PluginKind.MEMBERSHIP;
      if (!rare || !ids.equals(kind.defaultId())) {
        json.addProperty(kind.prefix(), ids);
      }
    }
  }

  private static void addConditions(JsonObject json, NetworkPlan plan) {
    Bandwidth bandwidth = plan.get(PlanOptions.BANDWIDTH);
    if (bandwidth.isLimited()) {
      json.addProperty("bytesPerSecond", bandwidth.bytesPerSecond());
      json.addProperty("queueBytes", bandwidth.queueBytes());
    }
    if (plan.isSet(PlanOptions.INTERFACE_MTU)) {
      json.addProperty("interfaceMtu", plan.get(PlanOptions.INTERFACE_MTU));
    }
    if (plan.get(PlanOptions.MTU) < Integer.MAX_VALUE) {
      json.addProperty("mtuBytes", plan.get(PlanOptions.MTU));
    }
    PartitionPlan partition = plan.get(PlanOptions.PARTITION);
    if (!partition.isNone()) {
      JsonObject cut = new JsonObject();
      cut.addProperty("nodes", plan.counts().cutOff());
      cut.addProperty("fromMillis", millis(partition.from()));
      cut.addProperty("toMillis", millis(partition.to()));
      json.add("partition", cut);
    }
    ChurnPlan churn = plan.get(PlanOptions.CHURN);
    if (!churn.isNone()) {
      JsonObject restarts = new JsonObject();
      restarts.addProperty("nodes", plan.counts().churning());
      restarts.addProperty("meanUpMillis", millis(churn.meanUp()));
      restarts.addProperty("meanDownMillis", millis(churn.meanDown()));
      json.add("churn", restarts);
    }
    if (plan.get(PlanOptions.CLOCK_DRIFT) > 0) {
      json.addProperty("clockDriftPpm", plan.get(PlanOptions.CLOCK_DRIFT));
    }
    Duration offset = plan.get(PlanOptions.CLOCK_OFFSET);
    if (!offset.isZero()) {
      json.addProperty("clockOffsetMillis", millis(offset));
    }
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  private static JsonObject counts(Map<String, Long> counts) {
    JsonObject json = new JsonObject();
    counts.forEach(json::addProperty);
    return json;
  }

  private static JsonObject spy(NetworkPlan plan, PrivacyReport privacy) {
    SpyChoice spies = plan.get(PlanOptions.SPIES);
    JsonObject json = new JsonObject();
    if (spies.supernode() > 0) {
      json.addProperty("supernode", spies.supernode());
    } else {
      json.addProperty("share", spies.share());
    }
    json.addProperty("estimator", plan.text(PlanOptions.ESTIMATOR));
    if (plan.isSet(PlanOptions.STOP)) {
      json.addProperty("stop", plan.text(PlanOptions.STOP));
    }
    json.addProperty("precision", privacy.precision().value());
    json.add("precisionInterval", interval(privacy.precision()));
    json.addProperty("recall", privacy.recall().value());
    json.add("recallInterval", interval(privacy.recall()));
    return json;
  }

  private static JsonObject attack(AttackReport attack) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", attack.kind().id());
    json.addProperty("share", attack.share());
    json.addProperty("discouragedHonest", attack.discouragedHonest());
    json.addProperty("discouragedHostile", attack.discouragedHostile());
    // Null if some honest node has not discouraged a node that offended it.
    json.addProperty(
        "firstOffenceToLastDiscouragedMillis", attack.firstOffenceToLastDiscouragedMillis());
    return json;
  }

  private static JsonArray interval(Estimate estimate) {
    JsonArray interval = new JsonArray();
    interval.add(estimate.low());
    interval.add(estimate.high());
    return interval;
  }
}
