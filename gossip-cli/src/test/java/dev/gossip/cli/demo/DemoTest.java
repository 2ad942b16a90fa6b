package dev.gossip.cli.demo;

import static dev.gossip.cli.demo.DemoRun.BASE;
import static dev.gossip.cli.demo.DemoRun.GRAPH;
import static dev.gossip.cli.demo.DemoRun.LIMIT;
import static dev.gossip.cli.demo.DemoRun.arrivals;
import static dev.gossip.cli.demo.DemoRun.assertArrived;
import static dev.gossip.cli.demo.DemoRun.assertCleanEnd;
import static dev.gossip.cli.demo.DemoRun.demo;
import static dev.gossip.cli.demo.DemoRun.err;
import static dev.gossip.cli.demo.DemoRun.events;
import static dev.gossip.cli.demo.DemoRun.eventsAt;
import static dev.gossip.cli.demo.DemoRun.eventsOf;
import static dev.gossip.cli.demo.DemoRun.out;
import static dev.gossip.cli.demo.DemoRun.peersOf;
import static dev.gossip.cli.demo.DemoRun.startAndAwaitLinks;
import static dev.gossip.cli.demo.DemoRun.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.NodeProcess;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs the demo with scripted input. */
class DemoTest {
  // Two commands and the end wait 10 s each for missing links.
  private static final Duration LESS_THAN_THREE_WAITS_FOR_LINKS = Duration.ofSeconds(29);
  // Flooding without loss sends 2E - (N - 1) frames: 6 links, 6 nodes.
  private static final long FRAMES_PER_MESSAGE = 7;

  @Test
  void demoShowsEachMessageArriveOnceAtEveryOtherNode() {
    CliProcess demo = demo(List.of("5000 hello", "5030 world"));

    assertCleanEnd(demo);
    assertArrived(demo, 5000, "hello");
    assertArrived(demo, 5030, "world");
    assertThat(out(demo))
        .as("%s", demo)
        .contains(
            "relay flooding, repaired",
            "5000 says 'hello' to 3 peers",
            "5030 says 'world' to 1 peer");
    assertThat(err(demo)).as("%s", demo).allMatch(line -> line.startsWith("warning: "));
  }

  @Test
  void jsonShowsTheSameDeliveriesAndNoExcessFrames() {
    CliProcess demo = demo(List.of("5000 hello", "5030 world"), "--json");

    assertCleanEnd(demo);
    List<JsonObject> events = events(demo);
    assertThat(events)
        .as("%s", demo)
        .allSatisfy(event -> assertThat(event.keySet()).contains("event", "time", "node"));
    for (int port : GRAPH.keySet()) {
      String node = "127.0.0.1:" + port;
      assertThat(eventsAt(node, "ready", events)).as("ready of %s\n%s", node, demo).hasSize(1);
      assertThat(eventsAt(node, "stopped", events)).as("stopped of %s\n%s", node, demo).hasSize(1);
      assertThat(
              eventsAt(node, "delivered", events).stream()
                  .map(event -> event.get("text").getAsString()))
          .as("texts delivered at %s\n%s", node, demo)
          .containsExactlyInAnyOrderElementsOf(
              switch (port) {
                case 5000 -> List.of("world");
                case 5030 -> List.of("hello");
                default -> List.of("hello", "world");
              });
      assertThat(eventsAt(node, "delivered", events))
          .as("sources of the messages at %s\n%s", node, demo)
          .allSatisfy(
              event -> assertThat(peersOf(port)).contains(portOf(event.get("from").getAsString())));
    }
    assertThat(sumOfMetric("payload-frames-sent", events))
        .as("frames sent for two messages\n%s", demo)
        .isEqualTo(2 * FRAMES_PER_MESSAGE);
  }

  @Test
  void nodesCanBeStoppedStartedAndAdded() {
    CliProcess demo =
        demo(
            List.of(
                "down 5010",
                "5000 while down",
                "graph",
                "peers",
                "up 5010",
                "5000 up again",
                "add 5060 5000,5050",
                "5060 new here",
                "peers",
                "quit",
                "5000 after the end"),
            "--no-repair");

    assertCleanEnd(demo);
    assertThat(err(demo)).as("%s", demo).allMatch(line -> line.startsWith("warning: "));
    assertThat(arrivals(demo, "while down")).as("%s", demo).containsOnlyOnce("5020", "5050");
    assertThat(arrivals(demo, "while down")).as("%s", demo).hasSize(2);
    assertThat(arrivals(demo, "up again"))
        .as("%s", demo)
        .containsExactlyInAnyOrder("5010", "5020", "5030", "5040", "5050");
    assertThat(arrivals(demo, "new here"))
        .as("%s", demo)
        .containsExactlyInAnyOrder("5000", "5010", "5020", "5030", "5040", "5050");
    assertThat(arrivals(demo, "after the end")).as("%s", demo).isEmpty();
    assertThat(out(demo))
        .as("%s", demo)
        .contains("relay flooding", "  5010 stopped: closed")
        .contains("5010 (down) - 5000, 5030, 5040", "5000 - 5010 (down), 5020, 5050")
        .contains("5000: 5020, 5050", "5030: no peers")
        .contains("5000: 5010, 5020, 5050, 5060", "5060: 5000, 5050")
        .doesNotContain("  5060 stopped: closed");
  }

  @Test
  void nodesSayWhatTheyThinkOfEachOther() {
    CliProcess demo = demo(List.of("why 5010", "why 5010 5020"));

    assertCleanEnd(demo);
    String none = ": good; no score is kept: start the demo with --spam reputation,rate-limit";
    assertThat(out(demo))
        .as("%s", demo)
        .containsSubsequence(
            "5000 says of 5010" + none,
            "5030 says of 5010" + none,
            "5040 says of 5010" + none,
            "5020 says of 5010" + none);
  }

  @Test
  void nodesThatKeepScoresExplainThem() {
    CliProcess demo =
        demo(List.of("5010 hello", "why 5010 5000"), "--spam", "reputation,rate-limit");

    assertCleanEnd(demo);
    assertThat(out(demo))
        .as("%s", demo)
        .anyMatch(line -> line.matches("5000 says of 5010: good, score (0|\\+\\d\\.\\d)"))
        .anyMatch(line -> line.startsWith("  first copies  +0.5  "))
        .anyMatch(line -> line.startsWith("  time up  "));
  }

  @Test
  void invalidLinesAreExplainedAndTheDemoGoesOn() {
    CliProcess demo =
        demo(
            List.of(
                "help",
                "",
                "dance",
                "9999 hello",
                "5000",
                "down 5999",
                "down",
                "up 5000",
                "add",
                "addresses 5010 now",
                "why",
                "why 5010 5010",
                "add 5010 5000",
                "add 5060 4999",
                "add 70000 5000",
                "down 5020",
                "down 5020",
                "5020 hello",
                "why 5020",
                "5000 still here"));

    assertCleanEnd(demo);
    assertThat(out(demo))
        .as("%s", demo)
        .containsAll(DemoShell.help(BASE, false).lines().map(DemoRun::asFrom5000).toList());
    assertThat(err(demo).stream().filter(line -> !line.startsWith("warning: ")))
        .as("%s", demo)
        .containsExactly(
            "'dance' is not a command; 'help' lists all commands",
            "unknown node 9999; the nodes are 5000, 5010, 5020, 5030, 5040, 5050",
            "write a message after the node, as in: 5000 hello",
            "unknown node 5999; the nodes are 5000, 5010, 5020, 5030, 5040, 5050",
            "'' is not a port; write the port of a node, such as 5000",
            "5000 is up already",
            "write the new node, as in: add 5060; or also the nodes to link it to, as in: add 5060"
                + " 5000,5050",
            "'5010 now' is not a port; write the port of a node, such as 5000",
            "'' is not a port; write the port of a node, such as 5000",
            "a node has no opinion of itself; name another one, as in: why 5010 PORT",
            "5010 exists already; choose another port",
            "unknown node 4999; the nodes are 5000, 5010, 5020, 5030, 5040, 5050",
            "'70000' is not a port; write the port of a node, such as 5000",
            "5020 is down already",
            "5020 is down; 'up 5020' starts it",
            "5020 is down; 'up 5020' starts it");
    assertThat(arrivals(demo, "still here")).as("%s", demo).hasSize(4);
  }

  @Test
  void portInUseIsReportedInOneLineAndTheDemoFails() throws Exception {
    try (DatagramSocket other =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), BASE + 30))) {
      CliProcess demo = demo(List.of("5000 hello"));

      assertThat(demo.awaitExit(LIMIT)).as("exit code of %s", demo).isEqualTo(1);
      assertThat(err(demo).stream().filter(line -> !line.startsWith("warning: ")))
          .as("%s while %s holds the port", demo, other.getLocalSocketAddress())
          .singleElement()
          .satisfies(
              line -> assertThat(line).contains("127.0.0.1:5030", "in use", "another --port"));
      assertThat(out(demo)).as("%s", demo).isEmpty();
    }
  }

  @Test
  void secondDemoTakesOtherPortsAndNamesThem() throws Exception {
    List<String> notices = new ArrayList<>();
    try (DemoPorts first = DemoPorts.firstFree(6, notice -> {});
        DemoPorts second = DemoPorts.firstFree(6, notices::add)) {
      assertThat(second.base()).isGreaterThan(first.base());
      assertThat(notices)
          .singleElement()
          .asString()
          .contains("another demo", second.base() + " to " + (second.base() + 50));
    }
  }

  @Test
  void pictureAndHelpShowTheActualPorts() {
    assertThat(SixNodes.picture(5000))
        .isEqualToNormalizingNewlines(
            """

                  5030   5040
                     \\   /
                      5010
                        |
                      5000
                     /    \\
                  5020 -- 5050
            """);
    assertThat(DemoShell.help(6100, false))
        .contains("6100 hello ", "down 6110 ", "add 6160 6100,6150   add a node with links");
    assertThat(DemoShell.help(6100, true)).contains("add 6160 6100,6150   add a node that knows");
  }

  @Test
  void demoAcceptsANodeFromOutsideAndExpectsNothingOfIt() {
    try (CliProcess demo = startAndAwaitLinks()) {
      try (NodeProcess outside =
          NodeProcess.start("outside", "127.0.0.1:0", List.of("127.0.0.1:" + BASE))) {
        outside.publish("from outside");
        demo.await(() -> arrivals(demo, "from outside").size() == GRAPH.size(), LIMIT);
        assertThat(arrivals(demo, "from outside"))
            .as("%s", demo)
            .containsExactlyInAnyOrderElementsOf(
                GRAPH.keySet().stream().map(String::valueOf).toList());

        demo.type(BASE + 30 + " from inside");
        demo.type("peers");
        demo.endInput();
        assertThat(demo.awaitExit(LESS_THAN_THREE_WAITS_FOR_LINKS)).as("%s", demo).isZero();
        outside.await(
            "delivers the message of the demo",
            () -> outside.sourcesOf("from inside").size() == 1,
            LIMIT);
      }
      assertThat(arrivals(demo, "from inside")).as("%s", demo).hasSize(GRAPH.size() - 1);
      assertThat(out(demo))
          .as("%s", demo)
          .anyMatch(line -> line.matches("5000: 5010, 5020, 5050, \\d+ \\(outside\\)"));
    }
  }

  @Test
  void jsonReportsReadyNodesAndRefusedMessages() {
    CliProcess demo =
        demo(
            List.of(
                "5000 " + "x".repeat(65_537),
                "down 5010",
                "5030 anybody",
                "up 5010",
                "add 5060 5000,5050"),
            "--json");

    assertCleanEnd(demo);
    List<JsonObject> events = events(demo);
    assertThat(eventsAt("127.0.0.1:5010", "ready", events)).as("%s", demo).hasSize(2);
    assertReadyOnceLinkedTo(Set.of(5000, 5030, 5040), 5010, events);
    assertReadyOnceLinkedTo(Set.of(5000, 5050), 5060, events);
    assertThat(eventsAt("127.0.0.1:5000", "refused", events))
        .as("%s", demo)
        .singleElement()
        .satisfies(refused -> assertRefusal(refused, "the payload has 65537 bytes", "shorter"));
    assertThat(eventsAt("127.0.0.1:5030", "refused", events))
        .as("%s", demo)
        .singleElement()
        .satisfies(refused -> assertRefusal(refused, "no peer is up", "when a peer is up"));
    assertThat(err(demo)).as("%s", demo).allMatch(line -> line.contains("warning: "));
  }

  @Test
  void terminatedDemoClosesAllNodes() {
    try (CliProcess demo = CliProcess.start("demo", "--json", "--port", String.valueOf(BASE))) {
      demo.await(() -> eventsOf("ready", demo).size() == GRAPH.size(), LIMIT);

      terminate(demo);

      assertCleanEnd(demo);
      assertThat(eventsOf("stopped", demo))
          .as("%s", demo)
          .hasSize(GRAPH.size())
          .allMatch(event -> event.get("reason").getAsString().equals("closed"));
    }
  }

  @Test
  void demoTerminatedDuringStartEndsCleanly() {
    try (CliProcess demo = CliProcess.start("demo", "--json", "--port", String.valueOf(BASE))) {
      demo.await(() -> !out(demo).isEmpty(), LIMIT);

      terminate(demo);

      assertCleanEnd(demo);
      assertThat(eventsOf("stopped", demo)).as("%s", demo).isNotEmpty();
      assertThat(err(demo)).as("%s", demo).allMatch(line -> line.contains("warning: "));
    }
  }

  @Test
  void terminatedDemoPrintsNoMoreText() {
    try (CliProcess demo = startAndAwaitLinks()) {
      List<String> before = out(demo);

      terminate(demo);

      assertCleanEnd(demo);
      assertThat(out(demo)).as("%s", demo).isEqualTo(before);
    }
  }

  /** Checks that a node's last ready follows the peer-up events of all its links at both ends. */
  private static void assertReadyOnceLinkedTo(
      Set<Integer> peers, int port, List<JsonObject> events) {
    String node = "127.0.0.1:" + port;
    List<String> lines =
        events.stream()
            .map(
                event ->
                    event.get("event").getAsString()
                        + " "
                        + event.get("node").getAsString()
                        + (event.has("peer") ? " " + event.get("peer").getAsString() : ""))
            .toList();
    List<String> before = lines.subList(0, lines.lastIndexOf("ready " + node));
    List<String> links = new ArrayList<>();
    for (int peer : peers) {
      links.add("peer-up " + node + " 127.0.0.1:" + peer);
      links.add("peer-up 127.0.0.1:" + peer + " " + node);
    }
    assertThat(before.subList(before.lastIndexOf("stopped " + node) + 1, before.size()))
        .as("the events before %s was ready", node)
        .containsAll(links);
  }

  private static void assertRefusal(JsonObject refused, String reason, String remedy) {
    assertThat(refused.has("peer")).as("%s names a peer", refused).isFalse();
    assertThat(refused.get("reason").getAsString()).contains(reason);
    assertThat(refused.get("remedy").getAsString()).contains(remedy);
  }

  private static long sumOfMetric(String name, List<JsonObject> events) {
    return events.stream()
        .filter(event -> event.get("event").getAsString().equals("stopped"))
        .mapToLong(event -> event.getAsJsonObject("metrics").get(name).getAsLong())
        .sum();
  }

  private static int portOf(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
