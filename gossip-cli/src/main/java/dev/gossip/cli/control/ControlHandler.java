package dev.gossip.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.gossip.GossipNode;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.cli.control.ControlAccess.Refusal;
import dev.gossip.cli.text.JsonPrinter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers requests to a control port; see docs/control-port.md. Thread-safe. */
final class ControlHandler implements HttpHandler {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String SERVER_SENT_EVENTS = "text/event-stream";
  private static final String PREFLIGHT_SECONDS = "600";
  private static final Set<String> PROBES = Set.of("/live", "/ready");

  private final NetworkRequests network;
  private final NodeChoice choice;
  private final ControlAccess access;
  private final ControlLimits limits;
  private final ControlHistory history;
  private final RequestCounts counts = new RequestCounts();
  private final Map<PeerAddress, NodeMetrics> metrics = new ConcurrentHashMap<>();

  ControlHandler(
      NetworkRequests network, ControlAccess access, ControlLimits limits, ControlHistory history) {
    this.network = network;
    this.choice = new NodeChoice(network.network());
    this.access = access;
    this.limits = limits;
    this.history = history;
  }

  @Override
  public void handle(HttpExchange http) throws IOException {
    TimeLimit limit = new TimeLimit(limits.answerMillis());
    // The exchange is closed before the limit, because closing it may write.
    try (limit;
        http) {
      ControlExchange exchange = new ControlExchange(http, counts::count);
      try {
        answer(exchange, limit);
      } catch (BadRequest e) {
        exchange.refuse(e.refusal());
      }
    } finally {
      if (limit.hasPassed()) {
        counts.countSlowReader();
      }
    }
  }

  private void answer(ControlExchange exchange, TimeLimit limit) throws IOException, BadRequest {
    Headers headers = exchange.headers();
    String origin = access.shareableOrigin(headers);
    exchange.answerHeaders().set("Vary", "Origin");
    if (origin != null) {
      exchange.answerHeaders().set("Access-Control-Allow-Origin", origin);
    }
    if (exchange.is("OPTIONS") && headers.containsKey("Access-Control-Request-Method")) {
      answerPreflight(exchange);
      return;
    }
    if (isPublic(exchange.path()) && access.admitsWithoutToken()) {
      answerPublic(exchange);
      return;
    }
    // URLs may end up in logs, so a token in the URL is accepted only where a browser has no other
    // way: EventSource cannot set headers.
    boolean acceptsTokenInUrl = exchange.path().equals("/events") && exchange.is("GET");
    refuseIf(access.check(headers, acceptsTokenInUrl ? exchange.parameter("token") : null));
    if (isPublic(exchange.path())) {
      answerPublic(exchange);
    } else {
      answerPath(exchange, limit);
    }
  }

  private void answerPath(ControlExchange exchange, TimeLimit limit)
      throws IOException, BadRequest {
    switch (exchange.path()) {
      case "/messages" -> {
        exchange.require("GET", "POST");
        if (exchange.is("POST")) {
          publish(exchange);
        } else {
          sendMessages(exchange);
        }
      }
      case "/events" -> {
        exchange.require("GET");
        sendEvents(exchange, limit);
      }
      case "/network" -> network.answer(exchange);
      case "/peers" -> new PeerRequests(choice.of(exchange).node()).answer(exchange);
      case "/addresses" -> new AddressRequests(choice.of(exchange).node()).answer(exchange);
      case "/health" -> {
        exchange.require("GET");
        exchange.parameters(NodeChoice.PARAMETER);
        exchange.send(200, health(choice.of(exchange).node()));
      }
      case "/metrics" -> {
        exchange.require("GET");
        exchange.parameters(NodeChoice.PARAMETER);
        sendMetrics(exchange, choice.of(exchange));
      }
      default -> {
        if (exchange.path().startsWith(PeerExplanation.PATH)) {
          new PeerRequests(choice.of(exchange).node()).explain(exchange);
          return;
        }
        throw new BadRequest(
            404,
            exchange.path() + " does not exist",
            "use /, /health, /live, /ready, /network, /peers, /peers/ID, /addresses, /messages,"
                + " /events or /metrics");
      }
    }
  }

  /** Whether a path shows nothing that a token protects. */
  private static boolean isPublic(String path) {
    return PROBES.contains(path) || DashboardFiles.has(path);
  }

  private void answerPublic(ControlExchange exchange) throws IOException, BadRequest {
    if (DashboardFiles.has(exchange.path())) {
      DashboardFiles.answer(exchange, exchange.path());
    } else {
      answerProbe(exchange, choice.of(exchange).node());
    }
  }

  /**
   * Answers what an orchestrator asks to find out whether to restart, and whether to use a node.
   */
  private static void answerProbe(ControlExchange exchange, GossipNode node)
      throws IOException, BadRequest {
    exchange.require("GET");
    exchange.parameters(NodeChoice.PARAMETER);
    if (node.stopped().isDone()) {
      throw new BadRequest(503, "the node has stopped", "see the log of the node");
    }
    boolean ready = exchange.path().equals("/ready");
    if (ready && node.peers().isEmpty()) {
      throw new BadRequest(
          503, "no peer is up", "see GET /addresses, GET /peers and the log of the node");
    }
    JsonObject json = new JsonObject();
    json.addProperty(ready ? "ready" : "live", true);
    exchange.send(200, json);
  }

  /** Answers a CORS preflight, which a browser sends before a request with a token. */
  private void answerPreflight(ControlExchange exchange) throws IOException, BadRequest {
    refuseIf(access.checkPreflight(exchange.headers()));
    Headers answer = exchange.answerHeaders();
    answer.set("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE");
    answer.set("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID");
    answer.set("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    exchange.sendNothing();
  }

  private static void refuseIf(@Nullable Refusal refusal) throws BadRequest {
    if (refusal != null) {
      throw new BadRequest(refusal);
    }
  }

  // ---- resources -----------------------------------------------------------------------------

  private static JsonObject health(GossipNode node) {
    JsonObject json = new JsonObject();
    json.addProperty("node", node.address().toString());
    json.addProperty("id", node.id().hex());
    CompletableFuture<Void> ready = node.ready();
    json.addProperty("ready", ready.isDone() && !ready.isCompletedExceptionally());
    json.addProperty("peers", node.peers().size());
    return json;
  }

  /** Sends metrics in Prometheus format, or as JSON if the client accepts JSON. */
  private void sendMetrics(ControlExchange exchange, ServedNode served) throws IOException {
    if (exchange.acceptsJson()) {
      exchange.send(200, JsonPrinter.metrics(served.counters().get()));
    } else {
      exchange.send(200, PROMETHEUS, metricsOf(served.node().address()).scrape());
    }
  }

  /** The metrics at an address, which are those of the next node there when one has stopped. */
  private NodeMetrics metricsOf(PeerAddress address) {
    Supplier<SortedMap<String, Long>> counters =
        () ->
            network
                .network()
                .find(address)
                .map(served -> served.counters().get())
                .orElseGet(TreeMap::new);
    return metrics.computeIfAbsent(address, unused -> new NodeMetrics(counters, history, counts));
  }

  private void publish(ControlExchange exchange) throws IOException, BadRequest {
    String to =
        exchange.parameters("topic", NodeChoice.PARAMETER).getOrDefault("topic", network.topic());
    ServedNode served = choice.of(exchange);
    ByteString payload = exchange.body(limits.bodyBytes());
    PublishOutcome outcome;
    try {
      outcome = served.publish().apply(to, payload);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(400, String.valueOf(e.getMessage()), "name another topic");
    }
    if (!(outcome instanceof PublishOutcome.Accepted accepted)) {
      throw new BadRequest(statusOf(outcome), outcome.toString(), outcome.remedy());
    }
    JsonObject json = new JsonObject();
    json.addProperty("id", accepted.messageId().hex());
    json.addProperty("topic", to);
    json.addProperty("peers", accepted.peers());
    // 202: the message is on its way; delivery is not known.
    exchange.send(202, json);
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

  private void sendMessages(ControlExchange exchange) throws IOException, BadRequest {
    String after = exchange.parameters("after").get("after");
    StoredMessages.Page page =
        history.messages().after(after == null ? Cursor.FIRST : cursor(after, "after"));
    // Written one by one, since together they may be large.
    try (Writer out =
        new BufferedWriter(new OutputStreamWriter(exchange.stream(ControlExchange.JSON), UTF_8))) {
      out.write("{\"last\":" + page.next().number() + ",\"next\":\"" + page.next() + "\"");
      out.write(",\"restarted\":" + page.restarted() + ",\"missed\":" + page.missed());
      out.write(",\"messages\":[");
      String separator = "";
      for (String message : page.messages()) {
        out.write(separator + message);
        separator = ",";
      }
      out.write("]}\n");
    }
  }

  private void sendEvents(ControlExchange exchange, TimeLimit limit)
      throws IOException, BadRequest {
    EventStreams streams = history.streams();
    String after = exchange.parameters("after", "token").get("after");
    // A reconnecting client sends this header along with its original URL, so it takes precedence.
    String resume = exchange.headers().getFirst("Last-Event-ID");
    EventStream stream;
    if (resume != null) {
      stream = streams.openAfter(cursor(resume, "Last-Event-ID"));
    } else if (after != null) {
      stream = streams.openAfter(cursor(after, "after"));
    } else {
      stream = streams.open();
    }
    if (stream == null) {
      throw new BadRequest(
          503, "all " + limits.streams() + " event streams are in use", "close another one");
    }
    // From here on the stream itself cuts off clients that do not read.
    limit.close();
    try {
      OutputStream out = exchange.stream(SERVER_SENT_EVENTS);
      if (exchange.is("GET")) {
        stream.writeTo(out);
      }
    } finally {
      // Closed before the stream is removed, so that its end is written before the server stops.
      exchange.close();
      // An interrupt was meant for this stream; the thread goes on to serve other requests.
      Thread.interrupted();
      streams.close(stream);
    }
  }

  private static Cursor cursor(String text, String name) throws BadRequest {
    Cursor cursor = Cursor.parse(text);
    if (cursor == null) {
      throw new BadRequest(
          400,
          "'" + text + "' is not a valid value of " + name,
          "use a 'next' value or an event id that this node sent, or a whole number");
    }
    return cursor;
  }
}
