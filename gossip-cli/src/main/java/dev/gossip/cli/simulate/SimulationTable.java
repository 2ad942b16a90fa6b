package dev.gossip.cli.simulate;

import static java.util.Objects.requireNonNull;

import dev.gossip.cli.text.HumanFormat;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.plan.RunEnd;
import dev.gossip.simulation.plan.SpyChoice;
import dev.gossip.simulation.privacy.Estimate;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.run.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Formats results for people: one row per figure, one column per run. */
final class SimulationTable {
  // Shown for a mean of no values.
  private static final String NONE = "-";
  private static final String GAP = "  ";
  // Enough to see that two runs differ; --json has all digits.
  private static final int HASH_DIGITS = 16;

  private final List<RunResult> outcomes;
  private final List<List<String>> rows = new ArrayList<>();

  private SimulationTable(List<RunResult> outcomes) {
    this.outcomes = outcomes;
  }

  /** Returns the lines of the table. */
  static List<String> of(List<RunResult> outcomes) {
    SimulationTable table = new SimulationTable(outcomes);
    table.addRows();
    return table.lines();
  }

  /** Describes what is simulated: two lines, plus one each for conditions, spies and attackers. */
  static List<String> heading(NetworkPlan plan, int links) {
    StringBuilder faults = new StringBuilder();
    addShare(faults, plan.get(PlanOptions.LOSS), " lost");
    addShare(faults, plan.get(PlanOptions.DUPLICATE), " duplicated");
    addShare(faults, plan.get(PlanOptions.REORDER), " reordered");
    int crashing = plan.counts().crashing();
    List<String> lines = new ArrayList<>();
    lines.add(
        HumanFormat.count(plan.nodes(), "node")
            + (crashing == 0 ? "" : " (" + HumanFormat.count(crashing) + " down)")
            + ", "
            + links(plan, links)
            + ", latency "
            + plan.text(PlanOptions.LATENCY)
            + faults
            + ", seed "
            + plan.seed());
    lines.add(messages(plan));
    List<String> conditions = ConditionPhrases.of(plan);
    if (!conditions.isEmpty()) {
      lines.add(String.join("; ", conditions));
    }
    SpyChoice spies = plan.get(PlanOptions.SPIES);
    if (!spies.isNone()) {
      lines.add(
          (spies.supernode() > 0
                  ? "a spy with " + HumanFormat.count(spies.supernode(), "link") + " to every node"
                  : HumanFormat.count(plan.counts().spying(), "spy", "spies"))
              + ", estimator "
              + plan.text(PlanOptions.ESTIMATOR)
              + (plan.get(PlanOptions.STOP) == RunEnd.FIRST_REPORT
                  ? ", until a spy has heard of every message"
                  : ""));
    }
    plan.get(PlanOptions.ATTACK)
        .ifPresent(
            attack ->
                lines.add(
                    HumanFormat.count(plan.counts().attacking(), "attacker")
                        + ": "
                        + attack.kind().id()
                        + ", which "
                        + attack.kind().summary()));
    return lines;
  }

  private static String messages(NetworkPlan plan) {
    int messages = plan.get(PlanOptions.MESSAGES);
    Duration interval = plan.get(PlanOptions.INTERVAL);
    String pace = interval.isZero() ? ", all at once" : ", one every " + HumanFormat.time(interval);
    return HumanFormat.count(messages, "message")
        + " of "
        + HumanFormat.count(plan.get(PlanOptions.PAYLOAD), "byte")
        + (messages == 1 ? "" : pace)
        + ", from "
        + HumanFormat.count(Math.min(plan.counts().publishing(), messages), "node");
  }

  private static String links(NetworkPlan plan, int links) {
    if (!plan.isDiscovered()) {
      return HumanFormat.count(links, "link") + " (" + plan.text(PlanOptions.TOPOLOGY) + ")";
    }
    Duration window = plan.get(PlanOptions.START_WINDOW);
    return "which find each other"
        + (window.isZero() ? "" : ", started within " + HumanFormat.time(window));
  }

  private static void addShare(StringBuilder faults, double share, String what) {
    if (share > 0) {
      faults.append(", ").append(HumanFormat.percent(share)).append(what);
    }
  }

  private void addRows() {
    add("", RunResult::relay);
    addReport("messages published", report -> HumanFormat.count(report.messages()));
    addReport("coverage", report -> HumanFormat.percent(report.coverage()));
    addConnectivity();
    addDiscovery();
    addLatency("latency p50", RunReport.Percentiles::p50);
    addLatency("latency p90", RunReport.Percentiles::p90);
    addLatency("latency p99", RunReport.Percentiles::p99);
    addLatency("latency max", RunReport.Percentiles::max);
    addReport("hops to the last node", report -> HumanFormat.mean(report.hops()));
    addReport("payload transmissions", report -> HumanFormat.count(report.transmissions()));
    addReport("  for each message", report -> perMessage(report, report.transmissions()));
    addReport("  duplicates", report -> HumanFormat.count(report.duplicates()));
    addReport(
        "redundancy (RMR)",
        report -> hasDeliveries(report) ? HumanFormat.mean(report.rmr()) : NONE);
    addReport("control frames", report -> HumanFormat.count(report.controlFrames()));
    addReport("  bytes", report -> HumanFormat.bytes((double) bytes(report, "control")));
    addReport("datagrams", report -> HumanFormat.count(report.datagrams()));
    addReport("  bytes", report -> HumanFormat.bytes((double) report.bytes()));
    addReport(
        "  bytes for each delivery",
        report -> hasDeliveries(report) ? HumanFormat.bytes(report.bytesPerDelivery()) : NONE);
    addPrivacy();
    addAttack();
    addDrops();
    add("simulated time", outcome -> HumanFormat.time(outcome.virtual()));
    add("wall time", outcome -> HumanFormat.millis(outcome.wallNanos() / 1e6));
    add("frames a second", outcome -> HumanFormat.count(outcome.framesPerSecond()));
    addReport("trace hash", report -> report.traceHash().substring(0, HASH_DIGITS));
  }

  /** Adds rows that explain low coverage: a split network, or links that did not come up. */
  private void addConnectivity() {
    if (outcomes.stream().anyMatch(outcome -> outcome.report().parts() > 1)) {
      addReport("parts of the network", report -> HumanFormat.count(report.parts()));
      addReport("  nodes in the largest", report -> HumanFormat.count(report.largestPart()));
    }
    if (outcomes.stream().anyMatch(outcome -> outcome.setup().linksNotUp() > 0)) {
      add("links that did not come up", outcome -> HumanFormat.count(outcome.setup().linksNotUp()));
      SortedSet<String> reasons = new TreeSet<>();
      outcomes.forEach(outcome -> reasons.addAll(outcome.setup().refusals().keySet()));
      for (String reason : reasons) {
        add(
            "  refused: " + reason,
            outcome -> HumanFormat.count(outcome.setup().refusals().getOrDefault(reason, 0L)));
      }
    }
  }

  private void addDiscovery() {
    if (outcomes.get(0).discovery() != null) {
      for (DiscoveryRows.Row row : DiscoveryRows.all()) {
        add(row.label(), outcome -> row.figure().apply(requireNonNull(outcome.discovery())));
      }
    }
  }

  private static long bytes(RunReport report, String kind) {
    return report.bytesByKind().getOrDefault(kind, 0L);
  }

  private void addPrivacy() {
    if (outcomes.get(0).privacy() != null) {
      addEstimate("spies' precision", PrivacyReport::precision);
      addEstimate("spies' recall", PrivacyReport::recall);
    }
  }

  private void addAttack() {
    if (outcomes.get(0).attack() != null) {
      addAttack("attackers discouraged", attack -> HumanFormat.count(attack.discouragedHostile()));
      addAttack("  from the first offence, within", SimulationTable::delay);
      addAttack(
          "honest pairs discouraged", attack -> HumanFormat.count(attack.discouragedHonest()));
    }
  }

  private static String delay(AttackReport attack) {
    Long millis = attack.firstOffenceToLastDiscouragedMillis();
    return millis == null ? NONE : HumanFormat.millis(millis);
  }

  private void addAttack(String label, Function<AttackReport, String> figure) {
    add(label, outcome -> figure.apply(requireNonNull(outcome.attack())));
  }

  /** Adds an estimate and, below it, its 95 % confidence interval. */
  private void addEstimate(String label, Function<PrivacyReport, Estimate> figure) {
    Function<RunResult, Estimate> estimate =
        outcome -> figure.apply(requireNonNull(outcome.privacy()));
    add(label, outcome -> HumanFormat.share(estimate.apply(outcome).value()));
    add(
        "  95 % confidence",
        outcome ->
            HumanFormat.share(estimate.apply(outcome).low())
                + " to "
                + HumanFormat.share(estimate.apply(outcome).high()));
  }

  private void addDrops() {
    SortedSet<String> reasons = new TreeSet<>();
    outcomes.forEach(outcome -> reasons.addAll(outcome.report().drops().keySet()));
    if (reasons.isEmpty()) {
      add("drops", outcome -> "none");
      return;
    }
    addReport(
        "drops",
        report ->
            HumanFormat.count(report.drops().values().stream().mapToLong(Long::longValue).sum()));
    for (String reason : reasons) {
      addReport(
          "  " + reason, report -> HumanFormat.count(report.drops().getOrDefault(reason, 0L)));
    }
  }

  private void addLatency(String label, ToDoubleFunction<RunReport.Percentiles> figure) {
    addReport(
        label,
        report ->
            hasDeliveries(report)
                ? HumanFormat.millis(figure.applyAsDouble(report.latencyMillis()))
                : NONE);
  }

  /** Whether any message was delivered at another node. */
  private static boolean hasDeliveries(RunReport report) {
    return report.bytesPerDelivery() > 0;
  }

  private static String perMessage(RunReport report, long count) {
    return HumanFormat.mean((double) count / report.messages());
  }

  private void addReport(String label, Function<RunReport, String> figure) {
    add(label, outcome -> figure.apply(outcome.report()));
  }

  private void add(String label, Function<RunResult, String> figure) {
    List<String> row = new ArrayList<>();
    row.add(label);
    outcomes.forEach(outcome -> row.add(figure.apply(outcome)));
    rows.add(row);
  }

  private List<String> lines() {
    int[] widths = new int[1 + outcomes.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(row.get(0));
      line.append(" ".repeat(widths[0] - line.length()));
      for (int i = 1; i < widths.length; i++) {
        String cell = row.get(i);
        line.append(GAP).append(" ".repeat(widths[i] - cell.length())).append(cell);
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
