package dev.gossip.signing;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the attacks came to: a row for each kind, summed over its seeds. */
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
    private long told;
  }

  /**
   * Adds one seed.
   *
   * @param forged deliveries of what nobody honest has said
   * @param counter the metric that tells of the attack, or empty if none does
   */
  void add(String kind, HostileNetwork world, long forged, String counter) {
    Row row = rows.computeIfAbsent(kind, unused -> new Row());
    row.counter = counter;
    row.seeds++;
    row.messages += world.published();
    row.delivered += world.delivered();
    row.forged += forged;
    row.silenced += world.silenced();
    row.counted += world.honestMetric(counter);
    row.told += world.told(counter);
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
                    row.told)));
    return text.append(
            "thresholds for every seed: delivered = messages x honest nodes, forged 0, silenced 0,"
                + " counted at least 1 where there is a counter, as many events as counted")
        .toString();
  }
}
