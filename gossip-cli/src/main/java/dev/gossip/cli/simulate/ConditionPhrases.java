package dev.gossip.cli.simulate;

import dev.gossip.cli.text.HumanFormat;
import dev.gossip.simulation.plan.Bandwidth;
import dev.gossip.simulation.plan.ChurnPlan;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PartitionPlan;
import dev.gossip.simulation.plan.PlanOption;
import dev.gossip.simulation.plan.PlanOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Describes each condition of a network that differs from the default in a short phrase. */
final class ConditionPhrases {
  /** The options that the table and the JSON object format on their own; all others look alike. */
  private static final List<PlanOption<?>> FORMATTED =
      List.of(
          PlanOptions.NODES,
          PlanOptions.TOPOLOGY,
          PlanOptions.MESSAGES,
          PlanOptions.PAYLOAD,
          PlanOptions.INTERVAL,
          PlanOptions.PUBLISHERS,
          PlanOptions.LATENCY,
          PlanOptions.LOSS,
          PlanOptions.DUPLICATE,
          PlanOptions.REORDER,
          PlanOptions.DOWN,
          PlanOptions.SPIES,
          PlanOptions.ESTIMATOR,
          PlanOptions.ATTACK,
          PlanOptions.SEED,
          PlanOptions.FOR,
          PlanOptions.START_WINDOW,
          PlanOptions.BANDWIDTH,
          PlanOptions.INTERFACE_MTU,
          PlanOptions.MTU,
          PlanOptions.PARTITION,
          PlanOptions.CHURN,
          PlanOptions.CLOCK_DRIFT,
          PlanOptions.CLOCK_OFFSET);

  private ConditionPhrases() {}

  /** The options that are set, but have no format of their own. */
  static List<PlanOption<?>> others(NetworkPlan plan) {
    List<PlanOption<?>> others = new ArrayList<>(PlanOptions.ofNetworks());
    others.removeAll(FORMATTED);
    others.removeIf(option -> !plan.isSet(option));
    return others;
  }

  static List<String> of(NetworkPlan plan) {
    List<String> phrases = new ArrayList<>();
    addLinks(phrases, plan);
    PartitionPlan partition = plan.get(PlanOptions.PARTITION);
    if (!partition.isNone()) {
      phrases.add(
          HumanFormat.count(plan.counts().cutOff(), "node")
              + " cut off from "
              + HumanFormat.time(partition.from())
              + " to "
              + HumanFormat.time(partition.to()));
    }
    ChurnPlan churn = plan.get(PlanOptions.CHURN);
    if (!churn.isNone()) {
      phrases.add(
          HumanFormat.count(plan.counts().churning(), "node")
              + " with churn, "
              + HumanFormat.time(churn.meanUp())
              + " up and "
              + HumanFormat.time(churn.meanDown())
              + " down");
    }
    if (plan.get(PlanOptions.CLOCK_DRIFT) > 0) {
      phrases.add("clock drift up to " + plan.get(PlanOptions.CLOCK_DRIFT) + " ppm");
    }
    Duration offset = plan.get(PlanOptions.CLOCK_OFFSET);
    if (!offset.isZero()) {
      phrases.add("clocks wrong by up to " + HumanFormat.time(offset));
    }
    others(plan).forEach(option -> phrases.add(option.name() + " " + plan.text(option)));
    return phrases;
  }

  private static void addLinks(List<String> phrases, NetworkPlan plan) {
    Bandwidth bandwidth = plan.get(PlanOptions.BANDWIDTH);
    if (bandwidth.isLimited()) {
      phrases.add(
          HumanFormat.bytes((double) bandwidth.bytesPerSecond())
              + "/s per link, queues of "
              + HumanFormat.bytes(bandwidth.queueBytes()));
    }
    if (plan.isSet(PlanOptions.INTERFACE_MTU)) {
      phrases.add(
          "interfaces with an MTU of "
              + HumanFormat.count(plan.get(PlanOptions.INTERFACE_MTU), "byte"));
    }
    if (plan.get(PlanOptions.MTU) < Integer.MAX_VALUE) {
      phrases.add("MTU " + HumanFormat.count(plan.get(PlanOptions.MTU), "byte"));
    }
  }
}
