package dev.gossip.benchmarks;

import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.attack.AttackKind;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Makes the plots and the table of docs/reputation.md.
 *
 * <pre>
 * java -cp benchmarks.jar dev.gossip.benchmarks.ReputationFigures [folder=docs/images] [nodes=40]
 *     [seed=1] [kinds=all]
 * </pre>
 */
public final class ReputationFigures {
  private static final double LOWEST = -110;
  private static final double HIGHEST = 15;
  private static final Map<Double, String> THRESHOLDS =
      new TreeMap<>(
          Map.of(-25.0, "-25 no control", -50.0, "-50 throttled", -100.0, "-100 discouraged"));
  // Five peers of eight may be honest, and each of them three honest peers.
  private static final int LEAST_NODES = 20;

  private final Path folder;
  private final int nodes;
  private final long seed;

  private ReputationFigures(Path folder, int nodes, long seed) {
    this.folder = folder;
    this.nodes = nodes;
    this.seed = seed;
  }

  /** Makes all plots, and prints the table. */
  public static void main(String[] args) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Map<String, String> options = new LinkedHashMap<>();
    options.put("folder", "docs/images");
    options.put("nodes", "40");
    options.put("seed", "1");
    options.put("kinds", "all");
    for (String arg : args) {
      String[] pair = arg.split("=", 2);
      if (pair.length != 2 || options.replace(pair[0], pair[1]) == null) {
        refuse(arg);
      }
    }
    String nodes = options.getOrDefault("nodes", "");
    String seed = options.getOrDefault("seed", "");
    if (!nodes.matches("[0-9]{1,5}") || Integer.parseInt(nodes) < LEAST_NODES) {
      refuse("nodes=" + nodes + " (at least " + LEAST_NODES + ")");
    }
    if (!seed.matches("[0-9]{1,18}")) {
      refuse("seed=" + seed);
    }
    new ReputationFigures(
            Path.of(options.getOrDefault("folder", "")),
            Integer.parseInt(nodes),
            Long.parseLong(seed))
        .make(kinds(options.getOrDefault("kinds", "")));
  }

  private static List<AttackKind> kinds(String text) {
    return text.equals("all")
        ? List.of(AttackKind.values())
        : Arrays.stream(text.split(",", -1)).map(AttackKind::parse).toList();
  }

  private static void refuse(String what) {
    System.err.println("usage: [folder=docs/images] [nodes=40] [seed=1] [kinds=all], not " + what);
    System.exit(2);
  }

  private void make(List<AttackKind> kinds) throws IOException {
    Files.createDirectories(folder);
    double calm = new ReputationRun(nodes, seed, null).report().latencyMillis().p99();
    System.out.println(
        "| attack | attackers discouraged by all | from the first offence, within"
            + " | honest pairs discouraged | coverage | p99 of latency, without attack = 1 |");
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    for (AttackKind kind : kinds) {
      ReputationRun run = new ReputationRun(nodes, seed, kind);
      save(kind, run);
      AttackReport attack = run.attack().orElseThrow();
      Long millis = attack.firstOffenceToLastDiscouragedMillis();
      System.out.printf(
          Locale.ROOT,
          "| `%s` | %d of %d | %s | %d | %.2f %% | %.2f |%n",
          kind.id(),
          attack.discouragedHostile(),
          run.attackers(),
          millis == null ? "-" : String.format(Locale.ROOT, "%.1f s", millis / 1e3),
          attack.discouragedHonest(),
          100 * run.report().coverage(),
          run.report().latencyMillis().p99() / calm);
    }
  }

  private void save(AttackKind kind, ReputationRun run) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(640)
            .height(300)
            .title(kind.id())
            .xAxisTitle("seconds since the start")
            .yAxisTitle("score")
            .build();
    chart
        .getStyler()
        .setYAxisMin(LOWEST)
        .setYAxisMax(HIGHEST)
        .setChartBackgroundColor(Color.WHITE)
        .setLegendPosition(LegendPosition.OutsideE);
    add(chart, "the attacker", run.seconds(), run.attackerScores(), Color.RED);
    add(chart, "an honest peer", run.seconds(), run.honestScores(), Color.BLUE);
    double end = run.seconds().get(run.seconds().size() - 1);
    THRESHOLDS.forEach(
        (score, name) ->
            add(chart, name, List.of(0.0, end), List.of(score, score), Color.LIGHT_GRAY));
    // XChart's SVG files are ten times as large.
    BitmapEncoder.saveBitmap(
        chart, folder.resolve("reputation-" + kind.id()).toString(), BitmapFormat.PNG);
  }

  private static void add(XYChart chart, String name, List<Double> x, List<Double> y, Color color) {
    chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE).setLineColor(color);
  }
}
