package dev.gossip.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.cli.text.EventPrinter;
import dev.gossip.cli.text.JsonPrinter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node with a control port in this process, and an HTTP client for the port. */
final class ControlledNode implements AutoCloseable {
  static final PeerAddress ANY_PORT = new PeerAddress("127.0.0.1", 0);

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final GossipNode node;
  private final ControlPort port;
  private final String url;

  private ControlledNode(GossipNode node, ControlPort port) {
    this.node = node;
    this.port = port;
    this.url = "http://" + port.address();
  }

  static ControlledNode start(String... peers) {
    return start(ControlLimits.DEFAULT, null, peers);
  }

  static ControlledNode start(ControlLimits limits, @Nullable String token, String... peers) {
    return start(limits, token, Set.of(), peers);
  }

  static ControlledNode start(
      ControlLimits limits, @Nullable String token, Set<WebOrigin> origins, String... peers) {
    return start(limits, token, origins, builder -> List.of(peers).forEach(builder::peer));
  }

  static ControlledNode start(Consumer<GossipNodeBuilder> settings) {
    return start(ControlLimits.DEFAULT, null, Set.of(), settings);
  }

  private static ControlledNode start(
      ControlLimits limits,
      @Nullable String token,
      Set<WebOrigin> origins,
      Consumer<GossipNodeBuilder> settings) {
    try {
      ControlPort port = ControlPort.bind(ANY_PORT, token, origins, limits);
      EventPrinter printer = new JsonPrinter(port::add, line -> {}, port.address());
      GossipNodeBuilder builder = GossipNode.builder().listen("127.0.0.1:0");
      settings.accept(builder);
      CompletableFuture<PeerAddress> address = new CompletableFuture<>();
      builder.onEvent(
          event -> {
            if (event instanceof NodeEvent.Ready) {
              printer.ready(address.join());
            } else {
              printer.print(address.join(), event);
            }
          });
      GossipNode node = builder.start();
      port.serve(node, "main", () -> node.metrics().asMap());
      address.complete(node.address());
      return new ControlledNode(node, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  GossipNode node() {
    return node;
  }

  ControlPort port() {
    return port;
  }

  /** The address at which other nodes reach it. */
  String address() {
    return node.address().toString();
  }

  /** The id as hexadecimal digits. */
  String id() {
    return node.id().hex();
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).build());
  }

  HttpResponse<String> post(String path, byte[] body, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofByteArray(body)).build());
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    return post(path, body.getBytes(UTF_8), headers);
  }

  /** Gets a path and returns its JSON; fails unless the status is 200. */
  JsonObject json(String path) {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return parse(response);
  }

  static JsonObject parse(HttpResponse<String> response) {
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  /** Checks that an answer refuses a request with this error. */
  static void assertRefused(HttpResponse<String> response, int status, String error) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(parse(response).get("error").getAsString()).contains(error);
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  static HttpResponse<String> send(HttpRequest request) {
    return send(request, BodyHandlers.ofString());
  }

  private static <T> HttpResponse<T> send(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return CLIENT.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while requesting " + request.uri(), e);
    }
  }

  /** Opens the event stream. No event after the return of this method is missed. */
  Events events(String... headers) {
    return Events.follow(request("/events", headers).build());
  }

  @Override
  public void close() {
    node.close();
    port.close();
  }

  /** A stream of server-sent events. */
  static final class Events implements AutoCloseable {
    private final BufferedReader lines;

    private Events(InputStream in) {
      lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    }

    static Events follow(HttpRequest request) {
      HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
      return new Events(response.body());
    }

    /** Waits for the next event of a name and returns its data; empty at the end of the stream. */
    String next(String name) {
      try {
        boolean named = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("event: ")) {
            named = line.equals("event: " + name);
          } else if (named && line.startsWith("data: ")) {
            return line.substring("data: ".length());
          }
        }
        return "";
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        lines.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
