package dev.gossip.benchmarks;

import dev.gossip.benchmarks.PrivacyRuns.Question;
import dev.gossip.simulation.privacy.Estimate;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Makes the plots and tables of docs/privacy.md.
 *
 * <pre>
 * java -cp benchmarks.jar dev.gossip.benchmarks.PrivacyFigures [folder=docs/images] [nodes=300]
 *     [networks=4]
 * </pre>
 */
public final class PrivacyFigures {
  private static final List<String> RELAYS =
      List.of("relay.flooding", "relay.diffusion", "relay.dandelion");
  private static final double[] SHARES = {0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5};
  private static final List<String> ESTIMATORS = List.of("first-spy", "reporting-centrality");
  private static final int[] LINKS = {1, 2, 5, 10};

  private final Path folder;
  private final int nodes;
  private final int networks;

  private PrivacyFigures(Path folder, int nodes, int networks) {
    this.folder = folder;
    this.nodes = nodes;
    this.networks = networks;
  }

  /** Makes all plots and tables. */
  public static void main(String[] args) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Map<String, String> options = new LinkedHashMap<>();
    options.put("folder", "docs/images");
    options.put("nodes", "300");
    options.put("networks", "4");
    for (String arg : args) {
      String[] pair = arg.split("=", 2);
      if (pair.length != 2 || options.replace(pair[0], pair[1]) == null) {
        refuse(arg);
      }
    }
    new PrivacyFigures(
            Path.of(options.getOrDefault("folder", "")),
            // With the smallest share of spies there is at least one spy.
            atLeast(25, "nodes", options),
            // The confidence interval needs at least two values.
            atLeast(2, "networks", options))
        .make();
  }

  private static int atLeast(int least, String name, Map<String, String> options) {
    String text = options.getOrDefault(name, "");
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < least) {
      refuse(name + "=" + text + " (at least " + least + ")");
    }
    return Integer.parseInt(text);
  }

  private static void refuse(String what) {
    System.err.println("usage: [folder=docs/images] [nodes=300] [networks=4], not " + what);
    System.exit(2);
  }

  /** A table of precision and recall with one column per relay. */
  private static final class Table {
    private final Map<String, StringBuilder> rows = new LinkedHashMap<>();
    private double widest;

    Table(String what) {
      rows.put(what, new StringBuilder());
      RELAYS.forEach(relay -> cell(what, relay));
    }

    void add(Object row, Estimate precision, Estimate recall) {
      cell(
          row.toString(),
          String.format(Locale.ROOT, "%.3f / %.3f", precision.value(), recall.value()));
      widest = Math.max(widest, Math.max(precision.error(), recall.error()));
    }

    private void cell(String row, String text) {
      rows.computeIfAbsent(row, unused -> new StringBuilder()).append(" | ").append(text);
    }

    void print() {
      System.out.println();
      rows.forEach(
          (row, cells) -> {
            System.out.println("| " + row + cells + " |");
            if (cells.indexOf(RELAYS.get(0)) >= 0) {
              System.out.println("| --- ".repeat(1 + RELAYS.size()) + "|");
            }
          });
      System.out.printf(
          Locale.ROOT, "(precision / recall; 95 %% confidence: +- %.3f or less)%n", widest);
    }
  }

  private void make() throws IOException {
    Files.createDirectories(folder);
    XYChart coverage =
        chart("How fast a message spreads", "seconds since it was published", "share of the nodes");
    coverage.getStyler().setXAxisLogarithmic(true).setLegendPosition(LegendPosition.InsideNW);
    XYChart precision =
        chart("Spies among the nodes", "share of the nodes that spy", "precision of first spy");
    double[] seconds = logarithmic(0.02, 20, 120);
    Table shares = new Table("share of spies");
    Table estimators = new Table("estimator, at a share of 0.2");
    List<Question> questions = new ArrayList<>();
    for (double share : SHARES) {
      questions.add(Question.share(share, "first-spy"));
    }
    for (String estimator : ESTIMATORS) {
      questions.add(Question.share(0.2, estimator));
    }
    for (String relay : RELAYS) {
      PrivacyRuns runs = new PrivacyRuns(relay, networks, nodes, 0, seconds, questions);
      coverage.addSeries(relay, seconds, runs.coverage());
      Estimate[] means = new Estimate[SHARES.length];
      for (int i = 0; i < SHARES.length; i++) {
        means[i] = runs.precision(i);
        shares.add(SHARES[i], means[i], runs.recall(i));
      }
      precision.addSeries(relay, SHARES, values(means), errors(means));
      for (int i = 0; i < ESTIMATORS.size(); i++) {
        int question = SHARES.length + i;
        estimators.add(ESTIMATORS.get(i), runs.precision(question), runs.recall(question));
      }
    }
    precision.addSeries(
        "the least there can be, p squared",
        SHARES,
        Arrays.stream(SHARES).map(share -> share * share).toArray());
    save(coverage, "privacy-coverage");
    save(precision, "privacy-spies");
    shares.print();
    estimators.print();
    supernode();
  }

  private void supernode() throws IOException {
    XYChart recall =
        chart("A spy who is linked to every node", "links to each node", "recall of first spy");
    double[] links = Arrays.stream(LINKS).asDoubleStream().toArray();
    Table table = new Table("links to each node");
    for (String relay : RELAYS) {
      Estimate[] means = new Estimate[LINKS.length];
      for (int i = 0; i < LINKS.length; i++) {
        List<Question> questions = List.of(Question.supernode("first-spy"));
        PrivacyRuns runs =
            new PrivacyRuns(relay, networks, nodes, LINKS[i], new double[0], questions);
        means[i] = runs.recall(0);
        table.add(LINKS[i], runs.precision(0), means[i]);
      }
      recall.addSeries(relay, links, values(means), errors(means));
    }
    save(recall, "privacy-supernode");
    table.print();
  }

  private XYChart chart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(760)
            .height(460)
            .title(title)
            .xAxisTitle(x + " (" + nodes + " nodes, random-outbound:8)")
            .yAxisTitle(y)
            .build();
    chart
        .getStyler()
        .setYAxisMin(0.0)
        .setYAxisMax(1.0)
        .setMarkerSize(5)
        .setChartBackgroundColor(Color.WHITE)
        .setLegendPosition(LegendPosition.OutsideS);
    return chart;
  }

  private void save(XYChart chart, String name) throws IOException {
    // XChart's SVG files are ten times as large.
    BitmapEncoder.saveBitmap(chart, folder.resolve(name).toString(), BitmapFormat.PNG);
  }

  private static double[] logarithmic(double from, double to, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = from * Math.pow(to / from, (double) i / (count - 1));
    }
    return values;
  }

  private static double[] values(Estimate[] means) {
    return Arrays.stream(means).mapToDouble(Estimate::value).toArray();
  }

  private static double[] errors(Estimate[] means) {
    return Arrays.stream(means).mapToDouble(Estimate::error).toArray();
  }
}
