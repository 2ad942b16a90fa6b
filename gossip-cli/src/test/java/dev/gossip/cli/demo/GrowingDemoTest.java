package dev.gossip.cli.demo;

import static dev.gossip.cli.demo.DemoRun.arrivals;
import static dev.gossip.cli.demo.DemoRun.assertCleanEnd;
import static dev.gossip.cli.demo.DemoRun.demo;
import static dev.gossip.cli.demo.DemoRun.err;
import static dev.gossip.cli.demo.DemoRun.events;
import static dev.gossip.cli.demo.DemoRun.eventsAt;
import static dev.gossip.cli.demo.DemoRun.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliProcess;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the demo whose nodes know only the first one, with scripted input. */
class GrowingDemoTest {

  /** The ports of nodes, from one up to and without another. */
  private static String[] nodes(int first, int end) {
    return IntStream.range(first, end)
        .mapToObj(i -> String.valueOf(5000 + 10 * i))
        .toArray(String[]::new);
  }

  @Test
  void nodesThatKnowTheFirstOneFormANetworkThatSurvivesIt() {
    CliProcess demo =
        demo(
            List.of(
                "5080 hello",
                "graph",
                "peers",
                "addresses 5080",
                "down 5000",
                "5010 after the first",
                "add 5090",
                "5090 new here",
                "up 5000",
                "5000 back again",
                "graph"),
            "--no-repair",
            "--nodes",
            "9");

    assertCleanEnd(demo);
    assertThat(err(demo)).as("%s", demo).allMatch(line -> line.startsWith("warning: "));
    assertThat(arrivals(demo, "hello")).as("%s", demo).containsExactlyInAnyOrder(nodes(0, 8));
    assertThat(arrivals(demo, "after the first"))
        .as("%s", demo)
        .containsExactlyInAnyOrder(nodes(2, 9));
    assertThat(arrivals(demo, "new here")).as("%s", demo).containsExactlyInAnyOrder(nodes(1, 9));
    assertThat(arrivals(demo, "back again")).as("%s", demo).containsExactlyInAnyOrder(nodes(1, 10));
    assertThat(out(demo))
        .as("%s", demo)
        .contains("Each node got the address of 5000 and found its peers; see 'graph'.")
        .anyMatch(line -> line.matches("9 nodes and \\d+ links are up\\. .*"))
        .anyMatch(line -> line.matches("5080 - (50\\d0, )*50\\d0"))
        .anyMatch(
            line ->
                line.matches(
                    "9 nodes, \\d+ links; each node reaches all others in at most \\d hops?"))
        .anyMatch(line -> line.matches("5080: .*\\b5000 \\(configured\\).*"))
        .anyMatch(line -> line.matches("5080 knows \\d+ addresses.*"))
        .anyMatch(
            line -> line.matches("  127\\.0\\.0\\.1:5000  configured: reached, last handshake .*"));
  }

  @Test
  void nodeAddedToTheSixFindsOneOfThem() {
    CliProcess demo = demo(List.of("add 5060", "5060 new here", "graph", "peers"));

    assertCleanEnd(demo);
    assertThat(arrivals(demo, "new here")).as("%s", demo).containsExactlyInAnyOrder(nodes(0, 6));
    assertThat(out(demo))
        .as("%s", demo)
        .anyMatch(line -> line.matches("5060 - .*\\b50\\d0\\b.*"))
        .anyMatch(line -> line.matches("5060: .*5000 \\(configured\\).*"))
        .anyMatch(line -> line.matches("7 nodes, \\d+ links; each node reaches .*"));
  }

  @Test
  void nodeAddedWithOthersStartsFromThemAndKeepsPeersWhenTheyGo() {
    CliProcess demo =
        demo(List.of("add 5050 5040", "peers", "down 5040", "5050 still here"), "--nodes", "5");

    assertCleanEnd(demo);
    assertThat(out(demo))
        .as("%s", demo)
        .anyMatch(line -> line.matches("5050: .*\\b5040 \\(configured\\).*"));
    assertThat(arrivals(demo, "still here")).as("%s", demo).containsExactlyInAnyOrder(nodes(0, 4));
  }

  @Test
  void onlyNodeThatIsUpIsNamed() {
    CliProcess demo =
        demo(List.of("down 5000", "down 5010", "add 5020", "graph all"), "--nodes", "2");

    assertCleanEnd(demo);
    assertThat(out(demo))
        .as("%s", demo)
        .contains("5020 is the only node that is up; 'up PORT' or 'add PORT' starts another one");
    assertThat(err(demo)).as("%s", demo).contains("'graph' is about all nodes; write it alone");
  }

  @Test
  void jsonReportsEveryNodeAsReadyOnce() {
    CliProcess demo = demo(List.of("5000 hello"), "--nodes", "3", "--json");

    assertCleanEnd(demo);
    for (String port : nodes(0, 3)) {
      String node = "127.0.0.1:" + port;
      assertThat(
              Stream.of("ready", "stopped").map(kind -> eventsAt(node, kind, events(demo)).size()))
          .as("%s", demo)
          .containsExactly(1, 1);
    }
  }
}
