package dev.gossip.discovery.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.discovery.outbound.Eclipse.Defence;
import dev.gossip.discovery.outbound.Eclipse.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The table of {@code docs/discovery.md}: what each defence against an attacker with many addresses
 * is worth. Every restarted node runs for a day of virtual time, in the real address book, so a
 * hundred seeds for each number take a quarter of an hour. The table is therefore measured again
 * and written only if both {@code -Dgossip.docs.write=true} and {@code -Dgossip.eclipse.seeds=100}
 * are set; {@code -Dgossip.eclipse.restarts} is for the numbers of restarted nodes, if they are to
 * have fewer seeds. Writing the other tables of the documents leaves this one as it is.
 */
class EclipseTableTest {
  private static final int SEEDS = Integer.getInteger("gossip.eclipse.seeds", 0);
  private static final int RESTARTS = Integer.getInteger("gossip.eclipse.restarts", SEEDS);
  private static final int SEEDS_OF_A_BUILD = 20;
  private static final int FRESH_ECLIPSED = 0;
  private static final int FRESH_OUTBOUND = 1;
  private static final int RESTARTED_ECLIPSED = 2;
  private static final int RESTARTED_OUTBOUND = 3;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final String BEGIN = "<!-- eclipse table: begin -->";
  private static final String END = "<!-- eclipse table: end -->";
  private static final String ALL = "all of these";
  private static final String HEAD =
      """
      | left out | fresh: eclipsed | fresh: outbound | restarted: eclipsed | restarted: outbound \
      | inbound |
      | --- | --- | --- | --- | --- | --- |
      """;

  private final Path page =
      Path.of(System.getProperty("basedir", "")).resolve("../docs/discovery.md");

  @Test
  void pageHasARowForEachDefence() throws IOException {
    if (Boolean.getBoolean("gossip.docs.write") && SEEDS > 0) {
      Files.writeString(page, withTable(Files.readString(page)));
    }
    String text = Files.readString(page);
    String table = text.substring(text.indexOf(BEGIN), text.indexOf(END));
    for (Defence each : Defence.values()) {
      assertThat(table).as("the table of %s", page).contains("| " + each.text + " |");
    }
  }

  /** The first row is what the page claims; the others say that it takes the defences. */
  @Test
  void nodeWithAllDefencesIsNeverEclipsedAndOneWithoutThemIs() throws IOException {
    String text = Files.readString(page);
    List<Integer> all = percentages(text, "nothing");
    List<Integer> none = percentages(text, "all of these");

    assertThat(all.get(FRESH_ECLIPSED)).isZero();
    assertThat(all.get(RESTARTED_ECLIPSED)).isZero();
    assertThat(none.get(FRESH_ECLIPSED) + none.get(RESTARTED_ECLIPSED)).isPositive();
    assertThat(none.get(FRESH_OUTBOUND)).isGreaterThan(all.get(FRESH_OUTBOUND));
    assertThat(none.get(RESTARTED_OUTBOUND)).isGreaterThan(all.get(RESTARTED_OUTBOUND));
  }

  /** Measures the ends of the table again with fewer seeds. */
  @Test
  void attackerGetsMoreOfANodeWithoutDefences() {
    double all = outboundShareOfFresh(EnumSet.noneOf(Defence.class));
    double none = outboundShareOfFresh(EnumSet.allOf(Defence.class));

    assertThat(all).as("the share with all defences").isLessThanOrEqualTo(0.5);
    assertThat(none).as("the share without defences").isGreaterThan(all);
  }

  private static double outboundShareOfFresh(Set<Defence> without) {
    return LongStream.rangeClosed(1, SEEDS_OF_A_BUILD)
        .mapToDouble(seed -> new Eclipse(seed, without).fresh(TEN_MINUTES).outboundShare())
        .average()
        .orElseThrow();
  }

  private static List<Integer> percentages(String text, String name) {
    String table = text.substring(text.indexOf(BEGIN), text.indexOf(END));
    String row =
        table.lines().filter(line -> line.startsWith("| " + name + " |")).findFirst().orElseThrow();
    return Pattern.compile("(\\d+) %")
        .matcher(row)
        .results()
        .map(found -> Integer.valueOf(found.group(1)))
        .toList();
  }

  private static String withTable(String text) {
    StringBuilder table = new StringBuilder(BEGIN).append("\n\n");
    table
        .append("Fresh: ")
        .append(SEEDS)
        .append(" seeds for each number; restarted, and inbound: ");
    table.append(RESTARTS).append(" seeds.\n\n");
    table.append("The attacker has four groups:\n\n").append(HEAD);
    table.append(rowsOfSingleDefences(Eclipse.FEW_GROUPS));
    for (Defence each : Defence.values()) {
      if (each != Defence.GROUP_DIVERSITY) {
        String name = Defence.GROUP_DIVERSITY.text + ", and " + each.text;
        table.append(row(name, EnumSet.of(Defence.GROUP_DIVERSITY, each), Eclipse.FEW_GROUPS));
      }
    }
    table.append(row(ALL, EnumSet.allOf(Defence.class), Eclipse.FEW_GROUPS)).append('\n');
    table.append("The attacker has 16 groups, more than the node has outbound peers:\n\n");
    table.append(HEAD).append(rowsOfSingleDefences(Eclipse.MANY_GROUPS));
    table.append(row(ALL, EnumSet.allOf(Defence.class), Eclipse.MANY_GROUPS)).append('\n');
    return text.substring(0, text.indexOf(BEGIN)) + table + text.substring(text.indexOf(END));
  }

  private static String rowsOfSingleDefences(int groups) {
    StringBuilder rows = new StringBuilder(row("nothing", EnumSet.noneOf(Defence.class), groups));
    for (Defence each : Defence.values()) {
      rows.append(row(each.text, EnumSet.of(each), groups));
    }
    return rows.toString();
  }

  private static String row(String name, Set<Defence> without, int groups) {
    List<Result> fresh =
        results(SEEDS, seed -> new Eclipse(seed, without, groups, false).fresh(TEN_MINUTES));
    List<Result> restarted =
        results(
            RESTARTS,
            seed ->
                new Eclipse(seed, without, groups, false)
                    .restarted(Duration.ofDays(1), TEN_MINUTES));
    String row =
        String.format(
            Locale.ROOT,
            "| %s%s%s | %s |%n",
            name,
            cells(fresh),
            cells(restarted),
            percent(restarted.stream().mapToDouble(Result::inboundShare)));
    System.out.print(row);
    return row;
  }

  private static List<Result> results(int seeds, LongFunction<Result> run) {
    return LongStream.rangeClosed(1, seeds).mapToObj(run).toList();
  }

  private static String cells(List<Result> results) {
    return " | "
        + percent(results.stream().mapToDouble(result -> result.eclipsed() ? 1 : 0))
        + " | "
        + percent(results.stream().mapToDouble(Result::outboundShare));
  }

  private static String percent(DoubleStream shares) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * shares.average().orElse(0));
  }
}
