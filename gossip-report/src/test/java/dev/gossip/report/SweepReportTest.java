package dev.gossip.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.sweep.MeanInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The data and the size of pages of sweeps. */
class SweepReportTest {
  private static final int FIVE_MEGABYTES = 5_000_000;

  @Test
  void parametersThatDifferAreSeparateFromThoseInCommon() {
    String page =
        page(
            combination(Map.of("loss", "0", "nodes", "6"), Map.of("rmr", List.of(1.0, 3.0))),
            combination(Map.of("loss", "0.1", "nodes", "6"), Map.of("rmr", List.of(2.0))));

    assertThat(page)
        .contains("\"parameters\":[{\"name\":\"loss\",\"values\":[\"0\",\"0.1\"]}]")
        .contains("\"indices\":[0,1]")
        .contains("\"fixed\":[[\"nodes\",\"6\"]]")
        // The mean of one value has no interval.
        .contains("{\"name\":\"rmr\",\"values\":[2.0,12.7062,2,2.0,null,1]}")
        .contains("\"leftOut\":[]");
  }

  @Test
  void figuresAreInTheGivenOrderThenByName() {
    String page =
        page(
            combination(
                Map.of(), Map.of("a", List.of(1.0), "rmr", List.of(2.0), "z", List.of(3.0))));

    assertThat(page)
        .contains("\"main\":1,\"figures\":[{\"name\":\"rmr\"")
        .containsSubsequence("{\"name\":\"rmr\"", "{\"name\":\"a\"", "{\"name\":\"z\"");
  }

  @Test
  void figureThatACombinationLacksIsNull() {
    String page =
        page(
            combination(Map.of("loss", "0"), Map.of("rmr", List.of(1.0))),
            combination(Map.of("loss", "1"), Map.of()));

    assertThat(page).contains("{\"name\":\"rmr\",\"values\":[1.0,null,1,null,null,0]}");
  }

  @Test
  void hostileTextIsNoMarkup() {
    String hostile = "</script><script>alert(1)</script>@DATA@&lt;\u202e";

    String page =
        page(
            combination(Map.of(hostile, "1", "b", "x"), Map.of(hostile, List.of(1.0))),
            combination(Map.of(hostile, hostile, "b", "x"), Map.of()));

    assertThat(page).doesNotContain("<script>alert").doesNotContain("\u202e");
    assertThat(page.split("</script>", -1)).hasSize(3);
  }

  @Test
  void largeSweepStaysBelowFiveMegabytesAndSaysWhatIsLeftOut() {
    String page = large(20_000, 3, 20, i -> "value-" + i % 20);

    assertThat(page.getBytes(UTF_8).length).isLessThan(FIVE_MEGABYTES);
    assertThat(page)
        .contains("5,000 of 20,000 combinations, the first of the plan")
        .contains("12 of 20 figures")
        .contains("no commands of single runs");
  }

  @Test
  void longValuesOfManyParametersStayBelowFiveMegabytes() {
    String page = large(6_000, 30, 3, i -> "<".repeat(300) + i);

    assertThat(page.getBytes(UTF_8).length).isLessThan(FIVE_MEGABYTES);
    assertThat(page).contains("625 of 6,000 combinations");
  }

  private static String large(int rows, int names, int figureCount, IntFunction<String> values) {
    List<SweepReport.Combination> many = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      SortedMap<String, String> parameters = new TreeMap<>();
      for (int p = 0; p < names; p++) {
        parameters.put("parameter." + p, values.apply(i + p));
      }
      SortedMap<String, MeanInterval> figures = new TreeMap<>();
      for (int f = 0; f < figureCount; f++) {
        figures.put("figure-" + f, new MeanInterval(5, 1.0 / (i + f + 3), 1e-7 / (i + f + 3)));
      }
      many.add(new SweepReport.Combination(parameters, "gossip ".repeat(50), 5, figures));
    }
    return SweepReport.of("large", "./gossip", List.of(), List.of("figure-3"), many);
  }

  private static String page(SweepReport.Combination... combinations) {
    return SweepReport.of(
        "title", "./gossip sweep", List.of(), List.of("coverage", "rmr"), List.of(combinations));
  }

  private static SweepReport.Combination combination(
      Map<String, String> parameters, Map<String, List<Double>> values) {
    SortedMap<String, MeanInterval> figures = new TreeMap<>();
    values.forEach((name, list) -> figures.put(name, MeanInterval.of(list)));
    return new SweepReport.Combination(new TreeMap<>(parameters), "gossip simulate", 2, figures);
  }
}
