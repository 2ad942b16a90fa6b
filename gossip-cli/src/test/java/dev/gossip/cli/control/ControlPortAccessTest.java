package dev.gossip.cli.control;

import static dev.gossip.cli.control.ControlledNode.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.gossip.cli.control.ControlledNode.Events;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which clients may use a control port: with a token, and as web pages of an origin. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ControlPortAccessTest {
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
  void probesNeedNoToken() {
    try (ControlledNode node = ControlledNode.start(ControlLimits.DEFAULT, "0123456789abcdef")) {
      assertThat(node.get("/live").body()).isEqualTo("{\"live\":true}\n");
      HttpResponse<String> alone = node.get("/ready");
      assertRefused(alone, 503, "no peer is up");
      assertThat(alone.body()).contains("GET /addresses");
      assertRefused(node.get("/live?id"), 400, "id");
      assertRefused(node.post("/live", ""), 405, "POST");
    }
    assertThat(two.get("/ready").body()).isEqualTo("{\"ready\":true}\n");
    assertRefused(two.get("/ready", "Origin", "http://evil.example"), 403, "web pages");
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
          .contains("POST", "DELETE");

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

  @Test
  void pageOfAnotherProgramAtTheDefaultPortOfTlsIsRefused() {
    String answer =
        RawClient.ask(
            one.port().address(),
            "GET /health HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost\r\n\r\n"
                .getBytes(UTF_8));

    assertThat(answer).startsWith("HTTP/1.1 403 ");
  }
}
