package dev.gossip.testkit.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A client for the control port of a node. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750, bearer tokens</a>
 */
public final class ControlClient {
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

  // Shared by all instances: it has threads, which end when it is no longer used.
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(REQUEST_LIMIT)
          .build();

  private final URI root;
  private final String token;

  /**
   * @param root the address of the control port, such as {@code http://localhost:8080}
   * @param token the token that the node was started with; empty for none
   */
  public ControlClient(URI root, String token) {
    this.root = root;
    this.token = token;
  }

  /**
   * The state of a node.
   *
   * @param ready whether the node has ever had a connected peer
   * @param peers the number of peers that are up now
   */
  public record Health(PeerId id, boolean ready, int peers) {}

  /** Thrown if the node refuses a request. The message has the node's reason and remedy. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String what) {
      super(what);
    }
  }

  /**
   * Returns the state of the node.
   *
   * @throws IOException if the node does not answer
   */
  public Health health() throws IOException {
    JsonObject json = ask(request("/health"));
    return new Health(
        new PeerId(bytes(json.get("id"))),
        json.get("ready").getAsBoolean(),
        json.get("peers").getAsInt());
  }

  /**
   * Publishes a message at the node.
   *
   * @throws Refused if the node does not accept the message
   * @throws IOException if the node does not answer
   */
  public MessageId publish(String topic, ByteString payload) throws IOException {
    JsonObject json =
        ask(
            request("/messages?topic=" + URLEncoder.encode(topic, UTF_8))
                .POST(BodyPublishers.ofByteArray(payload.toByteArray())));
    return new MessageId(bytes(json.get("id")));
  }

  /**
   * Returns the present address of each peer that is up.
   *
   * @throws IOException if the node does not answer
   */
  public SortedMap<PeerId, String> peers() throws IOException {
    SortedMap<PeerId, String> peers = new TreeMap<>();
    for (JsonObject peer : peerObjects()) {
      peers.put(idOf(peer), peer.get("peer").getAsString());
    }
    return peers;
  }

  /**
   * Returns the peers that are up and that the node has dialed.
   *
   * @throws IOException if the node does not answer
   */
  public SortedSet<PeerId> outboundPeers() throws IOException {
    SortedSet<PeerId> peers = new TreeSet<>();
    for (JsonObject peer : peerObjects()) {
      if (peer.get("direction").getAsString().equals("outbound")) {
        peers.add(idOf(peer));
      }
    }
    return peers;
  }

  /**
   * Returns, for each peer that is up, the largest datagrams that the path to it is known to carry,
   * in bytes of UDP payload.
   *
   * @throws IOException if the node does not answer
   */
  public SortedMap<PeerId, Integer> datagramBytes() throws IOException {
    SortedMap<PeerId, Integer> bytes = new TreeMap<>();
    for (JsonObject peer : peerObjects()) {
      bytes.put(idOf(peer), peer.get("datagramBytes").getAsInt());
    }
    return bytes;
  }

  private List<JsonObject> peerObjects() throws IOException {
    return ask(request("/peers")).getAsJsonArray("peers").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static PeerId idOf(JsonObject peer) {
    return new PeerId(bytes(peer.get("peerId")));
  }

  /**
   * Adds a node to stay connected to. The event {@code peer-up} reports the link.
   *
   * @param address as for the option {@code --peer}
   * @throws Refused if the node does not accept the address
   * @throws IOException if the node does not answer
   */
  public void addPeer(String address) throws IOException {
    JsonObject unused =
        ask(
            request("/peers?address=" + URLEncoder.encode(address, UTF_8))
                .POST(BodyPublishers.noBody()));
  }

  /**
   * Returns the present counters of the node.
   *
   * @throws IOException if the node does not answer
   */
  public SortedMap<String, Long> metrics() throws IOException {
    SortedMap<String, Long> metrics = new TreeMap<>();
    ask(request("/metrics").setHeader("Accept", "application/json"))
        .entrySet()
        .forEach(entry -> metrics.put(entry.getKey(), entry.getValue().getAsLong()));
    return metrics;
  }

  /**
   * Follows the events of the node, beginning with its first one.
   *
   * @param events receives each event, on threads of the client
   * @return a future that completes at the end of the stream; exceptionally if the connection
   *     breaks, if the request is refused, or if the node no longer keeps its first events. Cancel
   *     it to stop
   */
  public CompletableFuture<?> follow(Consumer<ControlEvent> events) {
    HttpRequest request = request("/events").setHeader("Last-Event-ID", "0").build();
    return HTTP.sendAsync(
        request,
        answer -> {
          if (answer.statusCode() != 200) {
            throw new IllegalStateException("the node answered with status " + answer.statusCode());
          }
          return BodySubscribers.fromLineSubscriber(new EventLines(events));
        });
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(root.resolve(path)).setHeader("Accept", "*/*");
    return token.isEmpty() ? request : request.setHeader("Authorization", "Bearer " + token);
  }

  private static JsonObject ask(HttpRequest.Builder request) throws IOException {
    HttpResponse<String> response;
    try {
      response = HTTP.send(request.timeout(REQUEST_LIMIT).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (response.statusCode() >= 300) {
      throw new Refused(response.statusCode() + " " + response.body().strip());
    }
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  private static byte[] bytes(JsonElement hex) {
    return HexFormat.of().parseHex(hex.getAsString());
  }

  /**
   * Parses server-sent events. Only the fields {@code id} and {@code data} are used. An id has the
   * form {@code RUN-NUMBER}: the run of the node and the number of the event.
   */
  private static final class EventLines implements Flow.Subscriber<String> {
    private static final String ID = "id: ";
    private static final String DATA = "data: ";

    private final Consumer<ControlEvent> events;
    private String run = "";
    private long last;

    EventLines(Consumer<ControlEvent> events) {
      this.events = events;
    }

    @Override
    public void onSubscribe(Flow.Subscription granted) {
      granted.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      if (line.startsWith(ID)) {
        int dash = line.indexOf('-');
        if (last == 0) {
          run = line.substring(ID.length(), dash);
        }
        if (!line.equals(ID + run + "-" + ++last)) {
          throw new IllegalStateException("events from " + run + "-" + last + " on are missing");
        }
      } else if (line.startsWith(DATA)) {
        events.accept(parse(line.substring(DATA.length())));
      }
    }

    private static ControlEvent parse(String text) {
      Map<String, String> fields = new LinkedHashMap<>();
      JsonParser.parseString(text)
          .getAsJsonObject()
          .entrySet()
          .forEach(
              entry -> {
                if (entry.getValue().isJsonPrimitive()) {
                  fields.put(entry.getKey(), entry.getValue().getAsString());
                }
              });
      String name = String.valueOf(fields.remove("event"));
      return new ControlEvent(name, fields);
    }

    @Override
    public void onError(Throwable broken) {
      // Reported by the future that follow() returns.
    }

    @Override
    public void onComplete() {
      // Reported by the future that follow() returns.
    }
  }
}
