package dev.gossip.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.control.ControlledNode.Events;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Tests clients that follow the events of a control port, well-behaved ones and others. */
@Timeout(value = 300, threadMode = ThreadMode.SEPARATE_THREAD)
class EventStreamsTest {
  private static final byte[] FOLLOW =
      "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8);
  private static final int KILOBYTE = 1_000;
  private static final String RUN = "0123456789abcdef";

  @Test
  void slowClientIsCutOffAndCountedWithoutBlockingOthers() {
    ControlLimits limits = new ControlLimits(KILOBYTE, 2, 64 * KILOBYTE, 10, 10, KILOBYTE, 30_000);
    try (ControlledNode node = ControlledNode.start(limits, null);
        RawClient slow = RawClient.connect(node.port().address());
        Events fast = node.events()) {
      slow.send(FOLLOW);
      await("both clients are served", () -> metric(node, "gossip_http_event_streams") == 2);

      // Socket buffers come on top. The fast client reads every event before the next is sent.
      int sent = 0;
      while (metric(node, "gossip_http_slow_readers_total") == 0) {
        assertThat(sent).as("events sent without an end").isLessThan(100_000);
        for (int i = 0; i < 20; i++) {
          node.port().add(event(++sent));
          assertThat(numberOf(fast.next("test"))).isEqualTo(sent);
        }
      }

      await("the slow client is gone", () -> metric(node, "gossip_http_event_streams") == 1);
      try (Events third = node.events()) {
        node.port().add(event(-1));
        assertThat(numberOf(third.next("test"))).isEqualTo(-1);
        assertThat(numberOf(fast.next("test"))).isEqualTo(-1);
      }
    }
  }

  @Test
  void streamsAboveTheLimitAreRefused() {
    ControlLimits limits = new ControlLimits(KILOBYTE, 2, 64 * KILOBYTE, 10, 10, KILOBYTE, 30_000);
    try (ControlledNode node = ControlledNode.start(limits, null);
        Events first = node.events();
        Events second = node.events()) {
      HttpResponse<String> refused = node.get("/events");

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("all 2 event streams are in use");
      node.port().add(event(1));
      assertThat(numberOf(first.next("test"))).isEqualTo(1);
      assertThat(numberOf(second.next("test"))).isEqualTo(1);
    }
  }

  @Test
  void eventsSentBeforeTheCloseAreDelivered() {
    try (ControlledNode node = ControlledNode.start();
        Events events = node.events()) {
      for (int i = 1; i <= 100; i++) {
        node.port().add(event(i));
      }
      node.port().close();

      for (int i = 1; i <= 100; i++) {
        assertThat(numberOf(events.next("test"))).isEqualTo(i);
      }
      assertThat(events.next("test")).as("at the end").isEmpty();
    }
  }

  @Test
  void lateOrReconnectingClientGetsTheStoredEvents() {
    ControlLimits limits = new ControlLimits(KILOBYTE, 2, 64 * KILOBYTE, 3, 10, KILOBYTE, 30_000);
    EventStreams streams = new EventStreams(RUN, limits);
    for (int number = 1; number <= 5; number++) {
      streams.send(event(number));
    }

    assertThat(replayed(streams, new Cursor(RUN, 3))).containsExactly(4, 5);
    assertThat(replayed(streams, new Cursor("", 3))).containsExactly(4, 5);
    assertThat(replayed(streams, Cursor.FIRST))
        .as("three of five events are stored")
        .containsExactly(3, 4, 5);
    assertThat(replayed(streams, new Cursor(RUN, 5))).isEmpty();
    assertThat(replayed(streams, new Cursor("", 77)))
        .as("a number from before a restart")
        .containsExactly(3, 4, 5);
    assertThat(replayed(streams, new Cursor("00000000000000ff", 4)))
        .as("an id from before a restart")
        .containsExactly(3, 4, 5);
  }

  @Test
  void eventsSentDuringAFullReplayDoNotCutTheClientOff() {
    ControlLimits limits =
        new ControlLimits(KILOBYTE, 2, 3 * frameChars(), 10, 10, KILOBYTE, 30_000);
    EventStreams streams = new EventStreams(RUN, limits);
    for (int number = 1; number <= 3; number++) {
      streams.send(event(number));
    }

    EventStream stream = Objects.requireNonNull(streams.openAfter(Cursor.FIRST));
    for (int number = 4; number <= 6; number++) {
      streams.send(event(number));
    }

    assertThat(streams.slowClientCount()).isZero();
    stream.end();
    assertThat(written(stream)).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void slowClientIsCutOffAfterAReplay() {
    ControlLimits limits =
        new ControlLimits(KILOBYTE, 2, 3 * frameChars(), 10, 10, KILOBYTE, 30_000);
    EventStreams streams = new EventStreams(RUN, limits);
    for (int number = 1; number <= 3; number++) {
      streams.send(event(number));
    }

    EventStream stream = Objects.requireNonNull(streams.openAfter(Cursor.FIRST));
    for (int number = 4; number <= 7; number++) {
      streams.send(event(number));
    }

    assertThat(streams.slowClientCount()).isEqualTo(1);
    assertThat(written(stream)).isEmpty();
  }

  /** The size of one event in characters, for numbers of one digit. */
  private static int frameChars() {
    return ("id: " + new Cursor(RUN, 1) + "\nevent: test\ndata: " + event(1) + "\n\n").length();
  }

  private static List<Integer> replayed(EventStreams streams, Cursor after) {
    EventStream stream = Objects.requireNonNull(streams.openAfter(after));
    stream.end();
    List<Integer> written = written(stream);
    streams.close(stream);
    return written;
  }

  private static List<Integer> written(EventStream stream) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      stream.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String id = "id: " + RUN + "-";
    return out.toString(UTF_8)
        .lines()
        .filter(line -> line.startsWith(id))
        .map(line -> Integer.parseInt(line.substring(id.length())))
        .toList();
  }

  @Test
  void clientThatAsksForAllEventsGetsTheFirst() {
    try (ControlledNode node = ControlledNode.start(ControlLimits.DEFAULT, null)) {
      node.port().add(event(1));
      try (Events events = node.events("Last-Event-ID", "0")) {
        assertThat(numberOf(events.next("test"))).isEqualTo(1);
      }
      try (Events events = Events.follow(node.request("/events?after=0").build())) {
        assertThat(numberOf(events.next("test"))).isEqualTo(1);
      }
      assertThat(node.get("/events", "Last-Event-ID", "x").statusCode()).isEqualTo(400);
      assertThat(node.get("/events?after=x").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void portMayBeClosedTwice() {
    try (ControlledNode node = ControlledNode.start()) {
      node.port().close();
      node.port().close();
    }
  }

  @Test
  void clientThatDoesNotReadItsAnswerIsCutOffAndCounted() {
    // More than socket buffers hold.
    int stored = 32_000 * KILOBYTE;
    ControlLimits limits = new ControlLimits(KILOBYTE, 1, KILOBYTE, 1, 10_000, stored, 500);
    try (ControlledNode node = ControlledNode.start(limits, null);
        RawClient slow = RawClient.connect(node.port().address())) {
      for (int i = 0; i < stored / (10 * KILOBYTE); i++) {
        JsonObject event = event(i);
        event.addProperty("event", "delivered");
        node.port().add(event);
      }
      slow.send("GET /messages HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));

      await("the client is cut off", () -> metric(node, "gossip_http_slow_readers_total") == 1);
      assertThat(slow.line()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void connectionsAboveTheLimitAreClosed() {
    List<RawClient> clients = new ArrayList<>();
    try (ControlledNode node = ControlledNode.start()) {
      for (int i = 0; i < 64; i++) {
        clients.add(RawClient.connect(node.port().address()));
        clients.get(i).send(FOLLOW.clone());
        assertThat(clients.get(i).line())
            .as("connection %d", i + 1)
            .startsWith(i < 16 ? "HTTP/1.1 200" : "HTTP/1.1 503");
      }
      clients.add(RawClient.connect(node.port().address()));
      assertThat(clients.get(64).line()).as("connection 65").isEmpty();
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  private static JsonObject event(int number) {
    JsonObject json = new JsonObject();
    json.addProperty("event", "test");
    json.addProperty("number", number);
    json.addProperty("text", "x".repeat(10 * KILOBYTE));
    return json;
  }

  private static int numberOf(String event) {
    return JsonParser.parseString(event).getAsJsonObject().get("number").getAsInt();
  }

  private static double metric(ControlledNode node, String name) {
    return node.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no metric " + name));
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadlineNanos).as("waited too long: %s", what).isNegative();
    }
  }
}
