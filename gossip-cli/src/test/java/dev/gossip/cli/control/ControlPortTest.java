package dev.gossip.cli.control;

import static dev.gossip.cli.control.ControlledNode.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.control.ControlledNode.Events;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the answers of the control ports of two linked nodes, over loopback. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ControlPortTest {
  private final ControlledNode one = ControlledNode.start();
  private final ControlledNode two = ControlledNode.start(one.address());

  @BeforeAll
  void awaitLink() {
    one.node().ready().join();
    two.node().ready().join();
  }

  @AfterAll
  void close() {
    two.close();
    one.close();
  }

  @Test
  void healthHasTheIdentityAndReadinessOfTheNode() {
    JsonObject health = one.json("/health");

    assertThat(health.get("node").getAsString()).isEqualTo(one.address());
    assertThat(health.get("id").getAsString()).isEqualTo(one.id());
    assertThat(health.get("ready").getAsBoolean()).isTrue();
    assertThat(health.get("peers").getAsInt()).isEqualTo(1);
  }

  @Test
  void nodeWithoutPeersIsHealthyButNotReady() {
    try (ControlledNode alone = ControlledNode.start()) {
      JsonObject health = alone.json("/health");

      assertThat(health.get("ready").getAsBoolean()).isFalse();
      assertThat(health.get("peers").getAsInt()).isZero();
    }
  }

  @Test
  void peersListsThePeersThatAreUp() {
    JsonArray peers = one.json("/peers").getAsJsonArray("peers");

    assertThat(peers).hasSize(1);
    JsonObject peer = peers.get(0).getAsJsonObject();
    assertThat(peer.get("peer").getAsString()).isEqualTo(two.address());
    assertThat(peer.get("peerId").getAsString()).isEqualTo(two.id());
    assertThat(peer.get("direction").getAsString()).isEqualTo("inbound");
    assertThat(peer.get("datagramsExpected").getAsLong()).isPositive();
    assertThat(peer.get("datagramsLost").getAsLong()).isZero();
  }

  @Test
  void postedMessageIsAnEventAndAStoredMessageAtTheOtherNode() {
    try (Events published = one.events();
        Events delivered = two.events()) {
      JsonObject accepted = ControlledNode.parse(one.post("/messages?topic=n%C3%A9ws", "h\u00e9"));

      assertThat(accepted.get("topic").getAsString()).isEqualTo("n\u00e9ws");
      assertThat(accepted.get("peers").getAsInt()).isEqualTo(1);
      String id = accepted.get("id").getAsString();
      assertThat(next(published, "published", id)).contains(id);
      String event = next(delivered, "delivered", id);
      assertThat(JsonParser.parseString(event).getAsJsonObject().get("text").getAsString())
          .isEqualTo("h\u00e9");
      JsonObject stored = last(two.json("/messages"));
      assertThat(stored.remove("number").getAsLong()).isPositive();
      assertThat(stored).isEqualTo(JsonParser.parseString(event));
    }
  }

  @Test
  void controlCharactersAreEscapedInEventsAndMessages() {
    String evil = "\u007f\u0085\u009b2J\u202e\u2028\u2029\ud800\udc00\udb40\udc01";
    String escaped =
        "\"text\":\"\\u007f\\u0085\\u009b2J\\u202e\\u2028\\u2029\ud800\udc00\\udb40\\udc01\"";
    try (Events delivered = two.events()) {
      assertThat(next(delivered, "delivered", post(evil))).contains(escaped);
      assertThat(two.get("/messages").body()).contains(escaped);
    }
  }

  @Test
  void messageWithoutATopicIsAcceptedOnTheNodesTopic() {
    HttpResponse<String> response = one.post("/messages", new byte[] {(byte) 0xff, 0});

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(ControlledNode.parse(response).get("topic").getAsString()).isEqualTo("main");
  }

  @Test
  void messagesAfterANumberAreTheLaterOnes() {
    try (Events delivered = two.events()) {
      next(delivered, "delivered", post("before"));
      long last = two.json("/messages").get("last").getAsLong();
      next(delivered, "delivered", post("since"));

      JsonObject since = two.json("/messages?after=" + last);

      assertThat(since.get("last").getAsLong()).isEqualTo(last + 1);
      assertThat(since.get("missed").getAsLong()).isZero();
      assertThat(since.getAsJsonArray("messages")).hasSize(1);
      assertThat(last(since).get("text").getAsString()).isEqualTo("since");
    }
  }

  @Test
  void restartIsReportedToClientsThatAskForLaterMessages() {
    try (Events delivered = two.events();
        Events links = one.events()) {
      next(delivered, "delivered", post("a message"));
      String next = two.json("/messages").get("next").getAsString();
      assertThat(two.json("/messages?after=" + next).get("restarted").getAsBoolean()).isFalse();
      assertThat(two.json("/messages?after=" + next).getAsJsonArray("messages")).isEmpty();

      try (ControlledNode again = ControlledNode.start(one.address())) {
        again.node().ready().join();
        assertThat(links.next("peer-up")).contains(again.id());
        try (Events there = Events.follow(again.request("/events?after=" + next).build())) {
          next(there, "delivered", post("since"));
        }
        JsonObject since = again.json("/messages?after=" + next);

        assertThat(since.get("restarted").getAsBoolean()).isTrue();
        assertThat(since.getAsJsonArray("messages")).hasSize(1);
      }
      // Other tests count the peers of the node.
      assertThat(links.next("peer-down")).isNotEmpty();
    }
  }

  @Test
  void metricsAreInPrometheusFormat() {
    try (Events delivered = two.events()) {
      next(delivered, "delivered", post("counted"));
    }

    HttpResponse<String> response = one.get("/metrics");

    assertThat(response.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body())
        .contains("# TYPE gossip_peers gauge\ngossip_peers 1.0\n")
        .contains("# TYPE gossip_payload_frames_sent_total counter\n")
        .containsPattern("\ngossip_messages_published_total [1-9]")
        .containsPattern("\ngossip_payload_sent_bytes_total [1-9]")
        .containsPattern("\njvm_memory_used_bytes\\{.*} [1-9]");
    assertThat(response.body().lines())
        .allMatch(line -> line.matches("# (HELP|TYPE) \\w+ .+|\\w+(\\{[^{}]*})? [-+0-9.eENaInf]+"));
  }

  @Test
  void metricsIncludeEveryMetricOfTheNode() {
    String metrics = one.get("/metrics").body();

    for (String name : one.node().metrics().asMap().keySet()) {
      if (!name.startsWith("dropped.")) {
        String base = name.contains("-bytes-") ? name.replace("-bytes", "") : name;
        assertThat(metrics).as(name).contains("\ngossip_" + base.replace('-', '_'));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json, */*",
        "text/html;q=0.9,Application/JSON ;q=0.8"
      })
  void metricsAreJsonIfTheClientAcceptsJson(String accept) {
    HttpResponse<String> response = one.get("/metrics", "Accept", accept);

    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(JsonParser.parseString(response.body()).getAsJsonObject().keySet())
        .containsAll(one.node().metrics().asMap().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "application/jsonl", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"})
  void metricsAreInPrometheusFormatForOtherClients(String accept) {
    HttpResponse<String> response = one.get("/metrics", "Accept", accept);

    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain;");
  }

  @Test
  void requestsAreCountedByStatus() {
    try (ControlledNode alone = ControlledNode.start()) {
      alone.get("/nowhere");
      alone.get("/somewhere");

      assertThat(alone.get("/metrics").body())
          .contains("\ngossip_http_requests_total{status=\"404\"} 2.0\n");
    }
  }

  // ---- refused requests ----------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("badRequests")
  void badRequestIsRefusedWithARemedy(String method, String path, int status, String error) {
    HttpResponse<String> response =
        ControlledNode.send(one.request(path).method(method, BodyPublishers.ofString("x")).build());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonObject json = ControlledNode.parse(response);
    assertThat(json.get("error").getAsString()).contains(error);
    assertThat(json.get("remedy").getAsString()).isNotBlank();
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        arguments("GET", "/nothing", 404, "/nothing does not exist"),
        arguments("POST", "/", 405, "POST"),
        arguments("GET", "/health/", 404, "/health/"),
        arguments("POST", "/health", 405, "POST"),
        arguments("DELETE", "/messages", 405, "DELETE"),
        arguments("POST", "/messages?tpoic=a", 400, "'tpoic'"),
        arguments("POST", "/messages?topic=", 400, "topic"),
        arguments("POST", "/messages?topic", 400, "topic"),
        arguments("POST", "/messages?topic=" + "x".repeat(65), 400, "topic"),
        arguments("POST", "/messages?topic=%ff", 400, "not UTF-8"),
        arguments("POST", "/messages?topic=a&topic=b", 400, "repeated"),
        arguments("OPTIONS", "/messages", 405, "OPTIONS"),
        arguments("GET", "/messages?after=0123456789abcdef-", 400, "0123456789abcdef-"),
        arguments("GET", "/messages?after=-1", 400, "'-1'"),
        arguments("GET", "/messages?after=soon", 400, "'soon'"),
        arguments("GET", "/metrics?all", 400, "'all'"));
  }

  @Test
  void unsupportedMethodIsAnsweredWithTheAllowedOnes() {
    HttpResponse<String> response = ControlledNode.send(one.request("/messages").DELETE().build());

    assertThat(response.headers().firstValue("Allow")).contains("GET, POST, HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/peers", "/metrics", "/messages", "/events"})
  void headIsAnsweredWithoutABody(String path) {
    HttpResponse<String> response =
        ControlledNode.send(one.request(path).method("HEAD", BodyPublishers.noBody()).build());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void messageRefusedByTheNodeIsAnsweredWithItsReason() {
    try (ControlledNode alone = ControlledNode.start()) {
      assertRefused(alone.post("/messages", "anybody?"), 503, "no peer is up");
      assertRefused(
          alone.post("/messages", "x".repeat(65_537)), 413, "the payload has 65537 bytes");
      alone.node().close();
      assertRefused(alone.post("/messages", "hello"), 503, "the node is closed");
    }
  }

  @Test
  void tooLargeBodyIsRefusedWithoutReadingItAll() {
    ControlLimits small = new ControlLimits(1_000, 1, 1_000, 10, 10, 1_000, 30_000);
    try (ControlledNode node = ControlledNode.start(small, null)) {
      assertRefused(node.post("/messages", "x".repeat(1_001)), 413, "more than 1000 bytes");
    }
  }

  /** Posts a message at the first node, and returns its id. */
  private String post(String text) {
    return ControlledNode.parse(one.post("/messages", text)).get("id").getAsString();
  }

  /** Waits for the event of a kind about a message; messages of other tests may be on their way. */
  private static String next(Events events, String kind, String messageId) {
    String event = events.next(kind);
    while (!event.isEmpty() && !event.contains(messageId)) {
      event = events.next(kind);
    }
    return event;
  }

  private static JsonObject last(JsonObject page) {
    JsonArray messages = page.getAsJsonArray("messages");
    return messages.get(messages.size() - 1).getAsJsonObject();
  }
}
