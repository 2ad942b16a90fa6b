package dev.gossip.signing;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The results of the attacks: one row per kind, summed over its seeds. */
final class AttackTable {
  private static final String ROW = "%-42s %5s %7s %8s %9s %6s %8s  %-31s %9s %9s%n";

  private final Map<String, Row> rows = new LinkedHashMap<>();

  private static final class Row {
    private String counter = "";
    private int seeds;
    private long messages;
    private long delivered;
    private long forged;
    private long silenced;
    private long counted;
    private long events;
  }

  /**
   * Adds one seed.
   *
   * @param forged deliveries of messages that no honest author published
   * @param counter the metric that counts the attack, or empty if there is none
   */
  void add(String kind, HostileNetwork network, long forged, String counter) {
    Row row = rows.computeIfAbsent(kind, unused -> new Row());
    row.counter = counter;
    row.seeds++;
    row.messages += network.published();
    row.delivered += network.delivered();
    row.forged += forged;
    row.silenced += network.silenced();
    row.counted += network.honestMetric(counter);
    row.events += network.events(counter);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(800);
    text.append(
        String.format(
            ROW,
            "attack",
            "seeds",
            "hostile",
            "messages",
            "delivered",
            "forged",
            "silenced",
            "counter",
            "counted",
            "events"));
    rows.forEach(
        (kind, row) ->
            text.append(
                String.format(
                    ROW,
                    kind.toLowerCase(Locale.ROOT).replace('_', ' '),
                    row.seeds,
                    100 * HostileNetwork.HOSTILE / HostileNetwork.NODES + " %",
                    row.messages,
                    row.delivered,
                    row.forged,
                    row.silenced,
                    row.counter.isEmpty() ? "-" : row.counter,
                    row.counted,
                    row.events)));
    return text.append(
            "thresholds for every seed: delivered = messages x honest nodes, forged 0, silenced 0,"
                + " counted at least 1 where there is a counter, as many events as counted")
        .toString();
  }
}
