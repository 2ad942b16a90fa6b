package dev.gossip.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.node.PublishOutcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests how printers handle text from other nodes and messages that are not sent. */
class PrintersTest {
  // Both kinds of escape sequences, other line separators, and a mark that reorders text.
  private static final String EVIL = "a\u001b[2Jb\u009b2Jc\u0085d\u2028e\u2029f\u202eg\nh";
  private static final String HARMLESS = "a?[2Jb?2Jc?d?e?f?g?h";

  private static final PeerAddress NODE = new PeerAddress("127.0.0.1", 5000);
  private static final PeerInfo PEER =
      new PeerInfo(new PeerId(new byte[32]), new PeerAddress("127.0.0.1", 5010), Direction.INBOUND);
  private static final NodeEvent.PeerMoved MOVED =
      new NodeEvent.PeerMoved(PEER, new PeerAddress("127.0.0.1", 5009));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream outStream = new PrintStream(out, true, UTF_8);
  private final PrintStream errStream = new PrintStream(err, true, UTF_8);

  @ParameterizedTest
  @MethodSource("eventsWithForeignText")
  void nodePrinterPrintsNoControlCharacters(NodeEvent event) {
    new NodePrinter(outStream::println, errStream::println).print(NODE, event);

    assertOneHarmlessLine();
  }

  @Test
  void latencyOfADeliveryHasTenthsOfMillisecondsBelowASecond() {
    assertThat(DemoPrinter.after(1.66)).isEqualTo("1.7 ms");
    assertThat(DemoPrinter.after(999.94)).isEqualTo("999.9 ms");
    assertThat(DemoPrinter.after(999.96)).isEqualTo("1.00 s");
    assertThat(DemoPrinter.after(6_598.4)).isEqualTo("6.60 s");
  }

  @ParameterizedTest
  @MethodSource("eventsWithForeignText")
  void demoPrinterPrintsNoControlCharacters(NodeEvent event) {
    DemoPrinter printer = new DemoPrinter(outStream::println, errStream::println);
    printer.showLinks(true);

    printer.print(NODE, event);

    if (!(event instanceof NodeEvent.Unreachable)) {
      assertOneHarmlessLine();
    }
  }

  @ParameterizedTest
  @MethodSource("eventsWithForeignText")
  void jsonPrinterPrintsNoControlCharactersOnStderr(NodeEvent event) {
    new JsonPrinter(outStream, errStream).print(NODE, event);

    if (event instanceof NodeEvent.Unreachable || event instanceof NodeEvent.Warning) {
      assertOneHarmlessLine();
    } else {
      assertThat(err.toString(UTF_8)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("eventsWithForeignText")
  void jsonPrinterEscapesControlCharactersOnStdout(NodeEvent event) {
    new JsonPrinter(outStream, errStream).print(NODE, event);

    assertThat(lines(out))
        .allSatisfy(
            line -> {
              assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
              assertThat(JsonParser.parseString(line).getAsJsonObject().asMap().values())
                  .extracting(JsonElement::getAsString)
                  .contains(EVIL);
            });
  }

  @Test
  void eventTimeAlwaysHasThreeDigitsOfASecond() {
    List<String> times = new ArrayList<>();
    for (String now : List.of("2026-01-01T12:00:00Z", "2026-01-01T12:00:00.123456789Z")) {
      new JsonPrinter(
              json -> times.add(json.get("time").getAsString()),
              line -> {},
              null,
              InstantSource.fixed(Instant.parse(now)))
          .ready(NODE);
    }

    assertThat(times).containsExactly("2026-01-01T12:00:00.000Z", "2026-01-01T12:00:00.123Z");
  }

  @Test
  void nodePrinterPrintsBothAddressesOfAMovedPeer() {
    new NodePrinter(outStream::println, errStream::println).print(NODE, MOVED);

    assertThat(lines(out))
        .containsExactly("peer 127.0.0.1:5009 has the address 127.0.0.1:5010 now");
    assertThat(lines(err)).isEmpty();
  }

  @Test
  void demoPrinterPrintsAMovedPeerWhileItShowsLinks() {
    DemoPrinter printer = new DemoPrinter(outStream::println, errStream::println);
    printer.print(NODE, MOVED);
    assertThat(lines(out)).isEmpty();

    printer.showLinks(true);
    printer.print(NODE, MOVED);

    assertThat(lines(out)).containsExactly("  5000 sees 5009 at 127.0.0.1:5010 now");
    assertThat(lines(err)).isEmpty();
  }

  @Test
  void demoPrinterNamesEachNodeThatIsAloneAndTheCommandThatHelps() {
    DemoPrinter printer = new DemoPrinter(outStream::println, errStream::println);
    NodeEvent.Warning alone =
        new NodeEvent.Warning("this node is alone: it knows no address", "set gossip.seeds");
    printer.print(NODE, alone);
    printer.print(new PeerAddress("127.0.0.1", 5050), alone);
    printer.print(NODE, alone);

    String rest =
        " is alone: it knows no address; 'graph' shows which nodes are down, and 'up PORT' starts"
            + " one";
    assertThat(lines(err)).containsExactly("warning: 5000" + rest, "warning: 5050" + rest);
    assertThat(lines(out)).isEmpty();
  }

  @Test
  void jsonPrinterPrintsBothAddressesOfAMovedPeer() {
    new JsonPrinter(outStream, errStream).print(NODE, MOVED);

    assertThat(lines(out))
        .singleElement()
        .satisfies(
            line -> {
              JsonObject json = JsonParser.parseString(line).getAsJsonObject();
              assertThat(json.keySet())
                  .containsExactly(
                      "event", "time", "node", "peer", "peerId", "direction", "before");
              assertThat(json.get("event").getAsString()).isEqualTo("peer-moved");
              assertThat(json.get("peer").getAsString()).isEqualTo("127.0.0.1:5010");
              assertThat(json.get("before").getAsString()).isEqualTo("127.0.0.1:5009");
            });
    assertThat(lines(err)).isEmpty();
  }

  @Test
  void printersPrintTheRuleAndTheTimeOfADiscouragement() {
    new NodePrinter(outStream::println, errStream::println).print(NODE, discouraged(10, 600));
    new NodePrinter(outStream::println, errStream::println).print(NODE, discouraged(1, 0));
    new DemoPrinter(outStream::println, errStream::println).print(NODE, discouraged(10, 1_200));

    assertThat(lines(out))
        .containsExactly(
            "peer 127.0.0.1:5010 is discouraged for bad-signature (10 times), for 10 min",
            "peer 127.0.0.1:5010 is discouraged for bad-signature (1 time)",
            "  5000 discourages 5010 for bad-signature (10 times), for 20 min");
    assertThat(lines(err)).isEmpty();
  }

  @Test
  void jsonPrinterPrintsTheRuleAndTheTimeOfADiscouragement() {
    new JsonPrinter(outStream, errStream).print(NODE, discouraged(10, 600));

    JsonObject json = JsonParser.parseString(out.toString(UTF_8)).getAsJsonObject();
    assertThat(json.keySet())
        .containsExactly(
            "event",
            "time",
            "node",
            "peer",
            "peerId",
            "direction",
            "rule",
            "count",
            "comeBackMillis");
    assertThat(json.get("event").getAsString()).isEqualTo("discouraged");
    assertThat(json.get("rule").getAsString()).isEqualTo("bad-signature");
    assertThat(json.get("count").getAsInt()).isEqualTo(10);
    assertThat(json.get("comeBackMillis").getAsLong()).isEqualTo(600_000);
    assertThat(lines(err)).isEmpty();
  }

  private static NodeEvent.Discouraged discouraged(int count, int seconds) {
    return new NodeEvent.Discouraged(
        PEER, new Discouragement("bad-signature", count, Duration.ofSeconds(seconds)));
  }

  @Test
  void authorSequenceIsAStringInJson() {
    MessageId id = new MessageId(new byte[32]);
    new JsonPrinter(outStream, errStream)
        .print(NODE, new NodeEvent.Equivocation(AuthorId.NONE, -1, id, id));

    assertThat(lines(out))
        .singleElement()
        .asString()
        .contains("\"sequence\":\"18446744073709551615\"");
  }

  static Stream<Arguments> eventsWithForeignText() {
    return Stream.of(
        argumentSet("payload", new NodeEvent.Delivered(message("main", EVIL), PEER)),
        argumentSet("topic", new NodeEvent.Delivered(message(EVIL, "hello"), PEER)),
        argumentSet("peer down", new NodeEvent.PeerDown(PEER, EVIL)),
        argumentSet("refused", new NodeEvent.Refused(PEER.address(), EVIL, "fix it")),
        argumentSet("remedy", new NodeEvent.Refused(PEER.address(), "no", EVIL)),
        argumentSet("refused by an unknown node", new NodeEvent.Refused(null, EVIL, "fix it")),
        argumentSet("unreachable", new NodeEvent.Unreachable(PEER.address(), EVIL)),
        argumentSet("warning", new NodeEvent.Warning(EVIL, "fix it")),
        argumentSet("remedy of a warning", new NodeEvent.Warning("slow", EVIL)));
  }

  @Test
  void stopReasonIsPrintedWithoutControlCharacters() {
    NodeEvent.Stopped stopped = new NodeEvent.Stopped(true, EVIL);

    new NodePrinter(outStream::println, errStream::println).stopped(NODE, stopped, new TreeMap<>());
    assertOneHarmlessLine();
    err.reset();
    new DemoPrinter(outStream::println, errStream::println).stopped(NODE, stopped, new TreeMap<>());
    assertOneHarmlessLine();
  }

  @Test
  void refusalByAnUnknownNodeNamesNoAddress() {
    new DemoPrinter(outStream::println, errStream::println)
        .print(NODE, new NodeEvent.Refused(null, "no", "correct it"));

    assertThat(lines(err)).containsExactly("5000 refused a node: no; correct it");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void unsentMessageIsARefusalWithARemedyInJson(PublishOutcome outcome) {
    new JsonPrinter(outStream, errStream).notSent(NODE, outcome);

    assertThat(lines(out))
        .singleElement()
        .satisfies(
            line -> {
              JsonObject json = JsonParser.parseString(line).getAsJsonObject();
              assertThat(json.keySet())
                  .containsExactly("event", "time", "node", "reason", "remedy");
              assertThat(json.get("event").getAsString()).isEqualTo("refused");
              assertThat(json.get("reason").getAsString()).isEqualTo(outcome.toString());
              assertThat(json.get("remedy").getAsString()).isNotBlank();
            });
    assertThat(lines(err)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void unsentMessageIsALineOnStderrInTextOutput(PublishOutcome outcome) {
    List<BiFunction<PrintStream, PrintStream, EventPrinter>> printers =
        List.of(
            (out, err) -> new NodePrinter(out::println, err::println),
            (out, err) -> new DemoPrinter(out::println, err::println));
    for (BiFunction<PrintStream, PrintStream, EventPrinter> printer : printers) {
      err.reset();
      printer.apply(outStream, errStream).notSent(NODE, outcome);

      assertThat(lines(err))
          .singleElement()
          .asString()
          .startsWith("not sent: " + outcome + "; ")
          .endsWith(outcome.remedy());
    }
    assertThat(lines(out)).isEmpty();
  }

  @Test
  void everyRefusalHasItsOwnRemedy() {
    assertThat(refusals().map(PublishOutcome::remedy)).doesNotHaveDuplicates();
  }

  static Stream<PublishOutcome> refusals() {
    return Stream.of(
        new PublishOutcome.TooLarge(901, 900),
        new PublishOutcome.NoPeers(),
        new PublishOutcome.QueueFull(1),
        new PublishOutcome.Closed());
  }

  private void assertOneHarmlessLine() {
    assertThat(Stream.concat(lines(out).stream(), lines(err).stream()))
        .singleElement()
        .asString()
        .contains(HARMLESS)
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8).lines().toList();
  }

  private static GossipMessage message(String topic, String text) {
    return GossipMessage.builder(new MessageId(new byte[32]))
        .topic(topic)
        .payload(ByteString.copyFromUtf8(text))
        .build();
  }
}
