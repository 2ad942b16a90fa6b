package dev.gossip.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.report.HtmlReport;
import dev.gossip.report.ReportRun;
import dev.gossip.report.ReportedNetwork;
import dev.gossip.report.ReportedNetwork.Node;
import dev.gossip.report.RunFigures;
import dev.gossip.report.RunRecorder;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.trace.RunEvent;
import dev.gossip.simulation.wire.FaultCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Opens pages of networks of real nodes, and of large ones, which are drawn in another way. */
class WorldPageTest extends BrowserTestCase {
  private static final String HOSTILE = "</script><img src=x onerror='window.hit = 1'>\u202e";
  private static final int MANY = 3_000;

  @TempDir private Path folder = Path.of("");

  @Test
  void messageThatMissedNodesIsShownFirst() throws IOException {
    open(page(line(6, List.of(6, 3, 6))));

    browser().awaitText("#facts", "Message 2");
    assertThat(browser().css("#facts").getText())
        .contains("3 of 6 nodes", "last delivery\n2.00 ms");
    assertThat(browser().css("#message").getText()).contains("message 2, from node 0, missed 3");
  }

  @Test
  void messageThatNobodyElseGotHasNoLastDelivery() throws IOException {
    open(page(line(4, List.of(1))));

    browser().awaitText("#facts", "last delivery\nnone");
    assertThat(browser().css("#spread").getText()).doesNotContain("after 0.00 ms");
  }

  @Test
  void networkWithoutMessagesSaysSo() throws IOException {
    open(page(line(4, List.of())));

    browser().awaitText("#facts", "No honest node published a message.");
  }

  @Test
  void chosenNodeShowsItsLog() throws IOException {
    open(page(line(6, List.of(6))));
    browser().awaitText("#log", "line of 0");

    browser().css("#stage").sendKeys(Keys.END);

    browser().awaitText("#log", "line of 5");
    assertThat(browser().css("#logs").getText()).contains("The last 60 of 100 lines.");
  }

  @Test
  void faultsAndEventsOfTheNetworkAreShownAsText() throws IOException {
    open(page(line(6, List.of(6))));

    browser().awaitText("#faults", "loss of 20 ms 7");
    assertThat(browser().css("#events").getText()).contains("all " + shown(HOSTILE));
    assertThat(browser().css("#log").getText()).contains(shown(HOSTILE));
    assertThat(browser().driver().executeScript("return window.hit === undefined")).isEqualTo(true);
    // Real nodes do not say which copies they sent.
    assertThat(browser().driver().findElements(By.cssSelector("#diagram, #links"))).isEmpty();
  }

  @Test
  void linkThatIsNotUpIsInTheLegend() throws IOException {
    open(page(line(6, List.of(6))));

    assertThat(browser().css("#spread .legend").getText()).contains("link that is not up");
  }

  @Test
  void nameOfTheWorldIsSaidOnce() throws IOException {
    open(page(line(6, List.of(6))));

    assertThat(browser().css("#about-page").getText())
        .containsOnlyOnce("loopback UDP")
        .doesNotContain("loopback UDP:");
  }

  @Test
  void manyNodesAreDrawnAsTimeGoesOn() throws IOException {
    open(page(line(MANY, List.of(MANY))));
    browser().awaitText("#clock", "100 %");
    assertThat(waiting()).isZero();

    scrubTo(0);
    long none = waiting();
    scrubTo(500);

    assertThat(waiting()).isBetween(1L, none - 1);
    browser().css("#stage").sendKeys(Keys.HOME);
    browser().awaitText("#node-title", "Node 0");
  }

  private void scrubTo(int place) {
    browser()
        .driver()
        .executeScript(
            "const scrub = document.getElementById('scrub'); scrub.value = arguments[0];"
                + " scrub.dispatchEvent(new Event('input'))",
            place);
  }

  /** How many points of the picture have the colour of nodes without the message. */
  private long waiting() {
    return (Long)
        Objects.requireNonNull(
            browser()
                .driver()
                .executeScript(
                    "const canvas = document.getElementById('stage'); const data ="
                        + " canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);"
                        + " return new Uint32Array(data.data.buffer).filter(point => point ==="
                        + " 0xffd8d1c9).length"));
  }

  private static String shown(String text) {
    return text.replace("\u202e", "\\u{202e}");
  }

  private void open(String page) throws IOException {
    browser().open(Files.writeString(folder.resolve("page.html"), page).toUri().toString());
  }

  /** A line of nodes; each number is how many nodes a message reaches, a millisecond for each. */
  private static List<MessageRecord> line(int nodes, List<Integer> reached) {
    List<MessageRecord> messages = new ArrayList<>();
    for (int count : reached) {
      byte[] id = new byte[32];
      id[0] = (byte) messages.size();
      MessageRecord.Writer writer = new MessageRecord.Writer(new MessageId(id), 0, 0, nodes);
      // From the end: real nodes may report a delivery before that of the node before.
      for (int node = count - 1; node > 0; node--) {
        writer.delivered(node, 0, node - 1, node * 1_000_000L);
      }
      messages.add(writer.record());
    }
    return messages;
  }

  private static String page(List<MessageRecord> messages) {
    int nodes = messages.stream().mapToInt(message -> message.deliveries() + 1).max().orElse(6);
    nodes = Math.max(nodes, 4);
    RunRecorder recorder = new RunRecorder();
    messages.forEach(
        message ->
            recorder.accept(new RunEvent.Published(0, message.origin(), message.id(), "main", 1)));
    recorder.note(5_000_000, RunRecorder.NETWORK, HOSTILE);
    List<Edge> edges =
        IntStream.range(1, nodes).mapToObj(node -> new Edge(node - 1, node)).toList();
    ReportedNetwork network =
        new ReportedNetwork(
            "loopback UDP",
            7,
            Collections.nCopies(nodes, new Node(true, false)),
            edges,
            edges.subList(0, 1),
            messages,
            List.of(new FaultCount("loss of PT0.02S", 7, 1)));
    Map<String, List<String>> logs =
        IntStream.range(0, Math.min(nodes, 10))
            .boxed()
            .collect(
                Collectors.toMap(
                    node -> "node " + node,
                    node ->
                        IntStream.range(0, 100)
                            .mapToObj(i -> i + " line of " + node + " " + HOSTILE)
                            .toList(),
                    (one, other) -> one,
                    TreeMap::new));
    return HtmlReport.of(
        "A failed test",
        List.of(
            ReportRun.of("loopback UDP", "", RunFigures.of(network, new TreeMap<>()))
                .with(network, recorder, List.of())
                .withLogs(logs)
                .incompleteFirst()));
  }
}
