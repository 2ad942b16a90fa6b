package dev.gossip.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the demo with scripted input, and reads its output. It uses six free ports, which are mapped
 * to those from 5000 on in its input and output.
 */
final class DemoRun {
  static final int BASE = FreePorts.base();

  /** Long, since a run takes a minute on a busy machine. */
  static final Duration LIMIT = Duration.ofMinutes(5);

  static final SortedMap<Integer, Set<Integer>> GRAPH = SixNodes.links(5000);
  private static final Pattern GOT =
      Pattern.compile("  (\\d+) got '(.*)' from (\\d+)(  after .*)?");
  private static final Pattern PORT = Pattern.compile("\\b50(\\d\\d)\\b");

  private DemoRun() {}

  private static String real(MatchResult port) {
    return String.valueOf(BASE + Integer.parseInt(port.group(1)));
  }

  static List<String> out(CliProcess demo) {
    return demo.out().stream().map(DemoRun::asFrom5000).toList();
  }

  static List<String> err(CliProcess demo) {
    return demo.err().stream().map(DemoRun::asFrom5000).toList();
  }

  static String asFrom5000(String line) {
    return line.replaceAll("\\b" + BASE / 100 + "(\\d\\d)\\b", "50$1");
  }

  static void terminate(CliProcess demo) {
    assumeThat(demo.canBeAskedToEnd()).as("processes can be asked to end on this system").isTrue();
    demo.terminate();
  }

  static CliProcess startAndAwaitLinks() {
    CliProcess demo = CliProcess.start("demo", "--port", String.valueOf(BASE));
    assertThat(
            demo.await(
                () -> out(demo).stream().anyMatch(line -> line.startsWith("6 nodes and 6 links")),
                LIMIT))
        .as("%s", demo)
        .isTrue();
    return demo;
  }

  static CliProcess demo(List<String> input, String... options) {
    List<String> args = new ArrayList<>(List.of("demo", "--port", String.valueOf(BASE)));
    args.addAll(List.of(options));
    List<String> lines =
        input.stream().map(line -> PORT.matcher(line).replaceAll(DemoRun::real)).toList();
    return CliProcess.run(LIMIT, lines, args.toArray(String[]::new));
  }

  static void assertCleanEnd(CliProcess demo) {
    assertThat(demo.awaitExit(LIMIT)).as("exit code of %s", demo).isZero();
  }

  static void assertArrived(CliProcess demo, int origin, String text) {
    List<String> others =
        GRAPH.keySet().stream().filter(port -> port != origin).map(String::valueOf).toList();
    assertThat(arrivals(demo, text))
        .as("where '%s' arrived\n%s", text, demo)
        .containsExactlyInAnyOrderElementsOf(others);
    for (String line : out(demo)) {
      Matcher got = GOT.matcher(line);
      if (got.matches()) {
        assertThat(peersOf(Integer.parseInt(got.group(1))))
            .as("'%s' names a peer of the node\n%s", line, demo)
            .contains(Integer.parseInt(got.group(3)));
      }
    }
  }

  /** The nodes at which a text arrived, one entry per arrival. */
  static List<String> arrivals(CliProcess demo, String text) {
    return out(demo).stream()
        .map(GOT::matcher)
        .filter(got -> got.matches() && got.group(2).equals(text))
        .map(got -> got.group(1))
        .toList();
  }

  static List<JsonObject> events(CliProcess demo) {
    return out(demo).stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  static List<JsonObject> eventsOf(String kind, CliProcess demo) {
    return events(demo).stream()
        .filter(event -> event.get("event").getAsString().equals(kind))
        .toList();
  }

  static List<JsonObject> eventsAt(String node, String kind, List<JsonObject> events) {
    return events.stream()
        .filter(event -> event.get("event").getAsString().equals(kind))
        .filter(event -> event.get("node").getAsString().equals(node))
        .toList();
  }

  static Set<Integer> peersOf(int port) {
    return GRAPH.getOrDefault(port, Set.of());
  }
}
