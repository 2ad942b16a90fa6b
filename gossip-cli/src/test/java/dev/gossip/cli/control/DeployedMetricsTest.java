package dev.gossip.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.api.node.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that the board of {@code deploy/grafana} and the alerts of {@code deploy/prometheus} name
 * only metrics and drop reasons that exist. {@code .ci/prometheus} evaluates them.
 */
class DeployedMetricsTest {
  private static final Path DEPLOY =
      Path.of(System.getProperty("basedir", "")).resolve("../deploy");
  // What is no metric in an expression: strings, selectors, ranges, label lists, numbers.
  private static final Pattern OTHER_PARTS =
      Pattern.compile(
          "\\{[^}]*}|\\[[^\\]]*]|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)"
              + "|\"[^\"]*\"|\\b\\d[\\w.]*");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\w*\\s*\\()");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
  private static final Pattern REASONS = Pattern.compile("reason=~?\"([^\"]*)\"");
  private static final Pattern VARIABLE = Pattern.compile("label_values\\((\\w+)");
  private static final Pattern SERIES = Pattern.compile("series: '(\\w+)\\{");

  private final Set<String> scraped = scrapedNames();

  private static Set<String> scrapedNames() {
    TreeMap<String, Long> counted = new TreeMap<>();
    counted.put(DropReason.BAD_SIGNATURE.metricName(), 1L);
    RequestCounts requests = new RequestCounts();
    requests.count(200);
    String text =
        new NodeMetrics(() -> counted, ControlHistory.begin(ControlLimits.DEFAULT), requests)
            .scrape();
    Set<String> names =
        text.lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replaceFirst("[{ ].*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    // Prometheus itself makes this one.
    names.add("up");
    return names;
  }

  @Test
  void panelsNameOnlyMetricsThatExist() throws IOException {
    String board = Files.readString(DEPLOY.resolve("grafana/gossip.json"), UTF_8);
    List<String> expressions = new ArrayList<>();
    JsonObject json = JsonParser.parseString(board).getAsJsonObject();
    for (JsonElement panel : json.getAsJsonArray("panels")) {
      if (panel.getAsJsonObject().has("targets")) {
        panel
            .getAsJsonObject()
            .getAsJsonArray("targets")
            .forEach(target -> expressions.add(target.getAsJsonObject().get("expr").getAsString()));
      }
    }

    assertThat(expressions).hasSizeGreaterThan(20);
    assertThat(scraped).containsAll(names(expressions));
    assertThat(scraped).containsAll(groups(VARIABLE, board));
  }

  @Test
  void alertsNameOnlyMetricsAndReasonsThatExist() throws IOException {
    String alerts = Files.readString(DEPLOY.resolve("prometheus/alerts.yml"), UTF_8);
    List<String> expressions = expressionsOf(alerts);
    List<String> reasons = Stream.of(DropReason.values()).map(DropReason::label).toList();

    assertThat(expressions).hasSizeGreaterThan(5);
    assertThat(scraped).containsAll(names(expressions));
    assertThat(groups(REASONS, alerts))
        .isNotEmpty()
        .allSatisfy(list -> assertThat(reasons).contains(list.split("\\|", -1)));
    String tests = Files.readString(DEPLOY.resolve("prometheus/alerts-test.yml"), UTF_8);
    assertThat(scraped).containsAll(groups(SERIES, tests));
  }

  @Test
  void nameThatDoesNotExistIsFound() {
    assertThat(
            names(
                List.of(
                    "sum by (job, reason) (rate(gossip_typo_total{job=\"x\"}[5m])) / 2e3 > 0.5 and"
                        + " on (job) up == 1")))
        .containsExactlyInAnyOrder("gossip_typo_total", "up");
  }

  /** The expressions of rules: what follows {@code expr:}, on its line or on deeper lines. */
  private static List<String> expressionsOf(String rules) {
    List<String> expressions = new ArrayList<>();
    boolean inside = false;
    for (String line : rules.lines().toList()) {
      if (line.startsWith("        expr:")) {
        inside = line.endsWith("|");
        expressions.add(inside ? "" : line.replaceFirst("\\s*expr:", ""));
      } else if (inside && line.startsWith("          ")) {
        expressions.set(expressions.size() - 1, expressions.get(expressions.size() - 1) + line);
      } else {
        inside = false;
      }
    }
    return expressions;
  }

  private static Set<String> names(List<String> expressions) {
    UnaryOperator<String> strip = text -> OTHER_PARTS.matcher(text).replaceAll(" ");
    return expressions.stream()
        .map(strip)
        .flatMap(text -> NAME.matcher(text).results())
        .map(MatchResult::group)
        .filter(name -> !OPERATORS.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }
}
