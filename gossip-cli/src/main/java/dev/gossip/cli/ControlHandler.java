package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.gossip.Gossip;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.cli.ControlAccess.Refusal;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Answers the requests to a control port; see docs/control-port.md. Thread-safe. */
final class ControlHandler implements HttpHandler {
  private static final String JSON = "application/json";
  // One of those that the header lists, perhaps with parameters.
  private static final Pattern ACCEPTS_JSON =
      Pattern.compile("(?:^|,)\\s*application/json\\s*(?:[,;]|$)", Pattern.CASE_INSENSITIVE);
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String SERVER_SENT_EVENTS = "text/event-stream";

  private final Gossip node;
  private final Supplier<SortedMap<String, Long>> counters;
  private final String topic;
  private final ControlAccess access;
  private final ControlLimits limits;
  private final StoredMessages messages;
  private final EventStreams streams;
  private final NodeMetrics metrics;

  /**
   * @param counters what the node and the command count
   */
  ControlHandler(
      Gossip node,
      Supplier<SortedMap<String, Long>> counters,
      String topic,
      ControlAccess access,
      ControlLimits limits,
      StoredMessages messages,
      EventStreams streams,
      NodeMetrics metrics) {
    this.node = node;
    this.counters = counters;
    this.topic = topic;
    this.access = access;
    this.limits = limits;
    this.messages = messages;
    this.streams = streams;
    this.metrics = metrics;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    TimeLimit limit = new TimeLimit(limits.answerMillis());
    // The exchange is closed first: that, too, may write.
    try (limit;
        exchange) {
      try {
        answer(exchange, limit);
      } catch (BadRequest e) {
        refuse(exchange, e.refusal);
      }
      metrics.countRequest(exchange.getResponseCode());
    } finally {
      if (limit.hasPassed()) {
        metrics.countSlowReader();
      }
    }
  }

  private void answer(HttpExchange exchange, TimeLimit limit) throws IOException, BadRequest {
    Refusal refusal = access.check(exchange.getRequestHeaders());
    if (refusal != null) {
      throw new BadRequest(refusal);
    }
    String method = exchange.getRequestMethod();
    String path = String.valueOf(exchange.getRequestURI().getPath());
    switch (path) {
      case "/messages" -> {
        if (method.equals("POST")) {
          publish(exchange);
        } else {
          require(method, "GET", exchange, "GET, POST");
          sendMessages(exchange);
        }
      }
      case "/health", "/peers", "/events", "/metrics" -> {
        if (path.equals("/events") || !method.equals("HEAD")) {
          require(method, "GET", exchange, "GET");
        }
        parameters(exchange);
        switch (path) {
          case "/health" -> send(exchange, 200, health());
          case "/peers" -> send(exchange, 200, peers());
          case "/events" -> sendEvents(exchange, limit);
          default -> sendMetrics(exchange);
        }
      }
      default ->
          throw new BadRequest(
              404, "there is no " + path, "use /health, /peers, /messages, /events or /metrics");
    }
  }

  // ---- what is asked for ---------------------------------------------------------------------

  private JsonObject health() {
    JsonObject json = new JsonObject();
    json.addProperty("node", node.address().toString());
    json.addProperty("id", node.id().hex());
    CompletableFuture<Void> ready = node.ready();
    json.addProperty("ready", ready.isDone() && !ready.isCompletedExceptionally());
    json.addProperty("peers", node.peers().size());
    return json;
  }

  /** In Prometheus' words, unless JSON is asked for. */
  private void sendMetrics(HttpExchange exchange) throws IOException {
    if (acceptsJson(exchange)) {
      send(exchange, 200, JsonPrinter.metrics(counters.get()));
    } else {
      send(exchange, 200, PROMETHEUS, metrics.scrape());
    }
  }

  private static boolean acceptsJson(HttpExchange exchange) {
    return exchange.getRequestHeaders().getOrDefault("Accept", List.of()).stream()
        .anyMatch(accept -> ACCEPTS_JSON.matcher(accept).find());
  }

  private JsonObject peers() {
    JsonArray peers = new JsonArray();
    Map<PeerId, LinkStats> stats = node.linkStats();
    for (PeerInfo peer : node.peers()) {
      JsonObject json = JsonPrinter.withPeer(new JsonObject(), peer);
      LinkStats link = stats.getOrDefault(peer.id(), LinkStats.NONE);
      json.addProperty("datagramsExpected", link.datagramsExpected());
      json.addProperty("datagramsLost", link.datagramsLost());
      peers.add(json);
    }
    JsonObject json = new JsonObject();
    json.add("peers", peers);
    return json;
  }

  private void publish(HttpExchange exchange) throws IOException, BadRequest {
    String to = parameters(exchange, "topic").getOrDefault("topic", topic);
    ByteString payload = body(exchange);
    PublishOutcome outcome;
    try {
      outcome = node.publish(to, payload);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(400, String.valueOf(e.getMessage()), "name another topic");
    }
    if (!(outcome instanceof PublishOutcome.Accepted accepted)) {
      throw new BadRequest(statusOf(outcome), outcome.toString(), Words.remedy(outcome));
    }
    JsonObject json = new JsonObject();
    json.addProperty("id", accepted.id().hex());
    json.addProperty("topic", to);
    json.addProperty("peers", accepted.peers());
    // It is on its way, and nobody can say where it will arrive.
    send(exchange, 202, json);
  }

  private static int statusOf(PublishOutcome outcome) {
    if (outcome instanceof PublishOutcome.TooLarge) {
      return 413;
    }
    if (outcome instanceof PublishOutcome.QueueFull) {
      return 429;
    }
    return outcome instanceof PublishOutcome.Refused ? 403 : 503;
  }

  private void sendMessages(HttpExchange exchange) throws IOException, BadRequest {
    StoredMessages.Page page =
        messages.after(number(parameters(exchange, "after").getOrDefault("after", "0"), "after"));
    exchange.getResponseHeaders().set("Content-Type", JSON);
    exchange.sendResponseHeaders(200, 0);
    // Written one by one: together they may be large.
    try (Writer out =
        new BufferedWriter(new OutputStreamWriter(exchange.getResponseBody(), UTF_8))) {
      out.write("{\"last\":" + page.last() + ",\"missed\":" + page.missed() + ",\"messages\":[");
      String separator = "";
      for (String message : page.messages()) {
        out.write(separator + message);
        separator = ",";
      }
      out.write("]}\n");
    }
  }

  private void sendEvents(HttpExchange exchange, TimeLimit limit) throws IOException, BadRequest {
    String resume = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    EventStream stream =
        resume == null ? streams.open() : streams.openAfter(number(resume, "Last-Event-ID"));
    if (stream == null) {
      throw new BadRequest(
          503, "no more than " + limits.streams() + " event streams are served", "close another");
    }
    // From here on the stream sees to it that it is read.
    limit.close();
    try {
      exchange.getResponseHeaders().set("Content-Type", SERVER_SENT_EVENTS);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      stream.writeTo(exchange.getResponseBody());
    } finally {
      // Before the stream counts as closed, so that its end is written before the server stops.
      exchange.close();
      // That was meant for the stream, and the thread goes on to others.
      Thread.interrupted();
      streams.close(stream);
    }
  }

  // ---- requests ------------------------------------------------------------------------------

  private ByteString body(HttpExchange exchange) throws IOException, BadRequest {
    // One byte more than there may be tells a body that is too large, whatever its header says.
    byte[] bytes = exchange.getRequestBody().readNBytes(limits.bodyBytes() + 1);
    if (bytes.length > limits.bodyBytes()) {
      throw new BadRequest(
          413,
          "the body has more than " + limits.bodyBytes() + " bytes",
          "say it in several shorter messages");
    }
    return ByteString.copyFrom(bytes);
  }

  private static void require(String method, String only, HttpExchange exchange, String allowed)
      throws BadRequest {
    if (!method.equals(only)) {
      exchange.getResponseHeaders().set("Allow", allowed);
      throw new BadRequest(405, "the method " + method + " is not served here", "use " + allowed);
    }
  }

  /** The parameters behind the question mark. One that is not known would have been meant. */
  private static Map<String, String> parameters(HttpExchange exchange, String... known)
      throws BadRequest {
    Map<String, String> parameters = new TreeMap<>();
    String query = exchange.getRequestURI().getRawQuery();
    for (String part : query == null ? new String[0] : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (!List.of(known).contains(name)) {
        throw new BadRequest(
            400,
            "there is no parameter '" + name + "' here",
            known.length == 0 ? "leave it out" : "use " + String.join(", ", known));
      }
      try {
        parameters.put(name, URLDecoder.decode(part.substring(equals + 1), UTF_8));
      } catch (IllegalArgumentException e) {
        throw new BadRequest(400, "'" + part + "' is not URL-encoded", "encode it");
      }
    }
    return parameters;
  }

  private static long number(String text, String name) throws BadRequest {
    if (!text.matches("\\d{1,18}")) {
      throw new BadRequest(400, "'" + text + "' is no number for " + name, "use a whole number");
    }
    return Long.parseLong(text);
  }

  // ---- answers -------------------------------------------------------------------------------

  private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
    if (refusal.status() == 401) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
    }
    JsonObject json = new JsonObject();
    json.addProperty("error", refusal.error());
    json.addProperty("remedy", refusal.remedy());
    send(exchange, refusal.status(), json);
  }

  private static void send(HttpExchange exchange, int status, JsonObject json) throws IOException {
    send(exchange, status, JSON, JsonText.of(json) + "\n");
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Ends the work on a request that is not answered as its sender hoped. */
  private static final class BadRequest extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    BadRequest(int status, String error, String remedy) {
      this(new Refusal(status, error, remedy));
    }

    BadRequest(Refusal refusal) {
      super(refusal.error(), null, false, false);
      this.refusal = refusal;
    }
  }
}
