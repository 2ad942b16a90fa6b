package dev.gossip.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.control.ControlledNode.Events;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
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
      assertThat(idOf(published.next("published"))).isEqualTo(id);
      String event = delivered.next("delivered");
      assertThat(idOf(event)).isEqualTo(id);
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
      one.post("/messages", evil);

      assertThat(delivered.next("delivered")).contains(escaped);
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
      one.post("/messages", "before");
      delivered.next("delivered");
      long last = two.json("/messages").get("last").getAsLong();
      one.post("/messages", "since");
      delivered.next("delivered");

      JsonObject since = two.json("/messages?after=" + last);

      assertThat(since.get("last").getAsLong()).isEqualTo(last + 1);
      assertThat(since.get("missed").getAsLong()).isZero();
      assertThat(since.getAsJsonArray("messages")).hasSize(1);
      assertThat(last(since).get("text").getAsString()).isEqualTo("since");
    }
  }

  @Test
  void restartIsReportedToClientsThatAskForLaterMessages() {
    try (Events delivered = two.events()) {
      one.post("/messages", "a message");
      delivered.next("delivered");
      String next = two.json("/messages").get("next").getAsString();
      assertThat(two.json("/messages?after=" + next).get("restarted").getAsBoolean()).isFalse();
      assertThat(two.json("/messages?after=" + next).getAsJsonArray("messages")).isEmpty();

      try (ControlledNode again = ControlledNode.start(one.address())) {
        again.node().ready().join();
        try (Events there = Events.follow(again.request("/events?after=" + next).build())) {
          one.post("/messages", "since");
          there.next("delivered");
        }
        JsonObject since = again.json("/messages?after=" + next);

        assertThat(since.get("restarted").getAsBoolean()).isTrue();
        assertThat(since.getAsJsonArray("messages")).hasSize(1);
      }
    }
  }

  @Test
  void metricsAreInPrometheusFormat() {
    try (Events delivered = two.events()) {
      one.post("/messages", "counted");
      delivered.next("delivered");
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

    for (String name : one.node().metrics().keySet()) {
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
        .containsAll(one.node().metrics().keySet());
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
        arguments("GET", "/", 404, "/ does not exist"),
        arguments("GET", "/health/", 404, "/health/"),
        arguments("POST", "/health", 405, "POST"),
        arguments("DELETE", "/messages", 405, "DELETE"),
        arguments("POST", "/messages?tpoic=a", 400, "'tpoic'"),
        arguments("POST", "/messages?topic=", 400, "topic"),
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
      assertRefused(alone.post("/messages", "x".repeat(901)), 413, "the payload has 901 bytes");
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

  private static void assertRefused(HttpResponse<String> response, int status, String error) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(ControlledNode.parse(response).get("error").getAsString()).contains(error);
  }

  // ---- access --------------------------------------------------------------------------------

  @Test
  void requestWithoutTheTokenIsRefused() {
    String token = "0123456789abcdef";
    try (ControlledNode node = ControlledNode.start(ControlLimits.DEFAULT, token)) {
      for (String[] headers :
          List.of(
              new String[0],
              new String[] {"Authorization", "Bearer 0123456789abcdeg"},
              new String[] {"Authorization", "Bearer"},
              new String[] {"Authorization", token},
              new String[] {"Authorization", "Basic " + token})) {
        HttpResponse<String> response = node.get("/health", headers);
        assertRefused(response, 401, "token");
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      }
      assertThat(node.get("/health", "Authorization", "Bearer " + token).statusCode())
          .isEqualTo(200);
      assertThat(node.get("/health", "Authorization", "bearer " + token).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void webPageOfAnotherOriginMayNotPublish() {
    HttpResponse<String> response = one.post("/messages", "spam", "Origin", "http://evil.example");

    assertRefused(response, 403, "web pages");
  }

  @Test
  void pageOfThePortItselfMayPublish() {
    String own = "http://" + one.port().address();

    assertThat(
            one.post("/messages", "hello", "Origin", own, "Sec-Fetch-Site", "same-origin")
                .statusCode())
        .isEqualTo(202);
    assertRefused(
        one.post("/messages", "spam", "Origin", "http://127.0.0.1:1"),
        403,
        "web pages of the origin http://127.0.0.1:1");
  }

  @Test
  void pageOfAnAllowedOriginMayReadTheAnswer() {
    String origin = "http://localhost:3000";
    try (ControlledNode node =
        ControlledNode.start(
            ControlLimits.DEFAULT, null, Set.of(WebOrigin.parse("HTTP://Localhost:3000")))) {
      HttpResponse<String> response =
          node.get("/health", "Origin", origin, "Sec-Fetch-Site", "same-site");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains(origin);
      assertThat(response.headers().firstValue("Vary")).contains("Origin");
      HttpResponse<String> other = node.get("/health", "Origin", "http://localhost:3001");
      assertRefused(other, 403, "http://localhost:3001");
      assertThat(other.body()).contains("--control-origin http://localhost:3001");
      assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      assertThat(node.get("/health", "Origin", "null").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void preflightIsAnsweredForAllowedOriginsOnly() {
    String token = "0123456789abcdef";
    try (ControlledNode node =
        ControlledNode.start(
            ControlLimits.DEFAULT, token, Set.of(new WebOrigin("http://localhost:3000")))) {
      HttpResponse<String> allowed = preflight(node, "http://localhost:3000");
      assertThat(allowed.statusCode()).isEqualTo(204);
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
          .contains("Authorization", "Last-Event-ID");
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
          .contains("POST");

      HttpResponse<String> other = preflight(node, "http://evil.example");
      assertRefused(other, 403, "http://evil.example");
      assertThat(other.headers().firstValue("Access-Control-Allow-Headers")).isEmpty();
    }
  }

  private static HttpResponse<String> preflight(ControlledNode node, String origin) {
    return ControlledNode.send(
        node.request(
                "/messages",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization")
            .method("OPTIONS", BodyPublishers.noBody())
            .build());
  }

  @Test
  void tokenInTheUrlIsAcceptedForEventsOnly() {
    String token = "0123456789+abcdef";
    String parameter = "?token=0123456789%2Babcdef";
    try (ControlledNode node = ControlledNode.start(ControlLimits.DEFAULT, token)) {
      try (Events events = Events.follow(node.request("/events" + parameter).build())) {
        node.port().add(JsonParser.parseString("{\"event\":\"test\"}").getAsJsonObject());
        assertThat(events.next("test")).isNotEmpty();
      }
      assertRefused(node.get("/events?token=0123456789%2Babcdeg"), 401, "token");
      assertRefused(node.get("/events" + parameter, "Authorization", "Bearer wrong"), 401, "token");
      assertRefused(node.get("/health" + parameter), 401, "token");
      assertRefused(node.post("/messages" + parameter, "hello"), 401, "token");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "anything"})
  void crossSiteRequestWithoutAnOriginIsRefused(String site) {
    assertRefused(one.get("/metrics", "Sec-Fetch-Site", site), 403, "web pages");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "same-origin"})
  void browserMayOpenThePortForItsUser(String site) {
    assertThat(one.get("/health", "Sec-Fetch-Site", site).statusCode()).isEqualTo(200);
  }

  @Test
  void webPageWithTheTokenIsServed() {
    String token = "0123456789abcdef";
    try (ControlledNode node = ControlledNode.start(ControlLimits.DEFAULT, token)) {
      HttpResponse<String> response =
          node.get("/health", "Authorization", "Bearer " + token, "Sec-Fetch-Site", "cross-site");

      assertThat(response.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void requestWithAForeignHostNameIsRefused() {
    String answer =
        RawClient.ask(
            one.port().address(),
            "GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n".getBytes(UTF_8));

    assertThat(answer).startsWith("HTTP/1.1 403 ");
  }

  private static String idOf(String event) {
    return JsonParser.parseString(event).getAsJsonObject().get("id").getAsString();
  }

  private static JsonObject last(JsonObject page) {
    JsonArray messages = page.getAsJsonArray("messages");
    return messages.get(messages.size() - 1).getAsJsonObject();
  }
}
