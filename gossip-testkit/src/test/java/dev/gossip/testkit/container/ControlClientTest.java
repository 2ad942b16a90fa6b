package dev.gossip.testkit.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.gossip.api.PeerId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client checks that an event stream has no gap, and reads and adds peers. */
@Timeout(60)
class ControlClientTest {
  private static final String RUN = "0123456789abcdef-";

  private final List<String> names = new CopyOnWriteArrayList<>();
  private final Map<PeerId, String> peers = new TreeMap<>();

  @Test
  void eventsWithoutAGapAreFollowedToTheEnd() throws IOException {
    follow(RUN + 1, RUN + 2, RUN + 3);

    assertThat(names).containsExactly("e", "e", "e");
  }

  @Test
  void missingEventFailsTheStream() {
    assertThatThrownBy(() -> follow(RUN + 1, RUN + 3))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("from " + RUN + "2 on are missing");
  }

  @Test
  void missingFirstEventFailsTheStream() {
    assertThatThrownBy(() -> follow(RUN + 2)).hasMessageContaining("from " + RUN + "1 on");
  }

  @Test
  void restartOfTheNodeFailsTheStream() {
    assertThatThrownBy(() -> follow(RUN + 1, "00000000000000ff-2"))
        .hasMessageContaining("from " + RUN + "2 on are missing");
  }

  @Test
  void addressOfEachPeerIsRead() throws IOException {
    PeerId one = PeerId.parse("01".repeat(32));
    String list = "{\"peers\":[{\"peer\":\"127.0.0.1:5010\",\"peerId\":\"" + one.hex() + "\"}]}";

    serve("/peers", exchange -> answer(exchange, list), client -> peers.putAll(client.peers()));

    assertThat(peers).containsExactly(Map.entry(one, "127.0.0.1:5010"));
  }

  @Test
  void onlyPeersThatTheNodeHasDialedAreOutbound() throws IOException {
    PeerId one = PeerId.parse("01".repeat(32));
    PeerId two = PeerId.parse("02".repeat(32));
    String list =
        "{\"peers\":[{\"peerId\":\"%s\",\"direction\":\"inbound\"},"
            + "{\"peerId\":\"%s\",\"direction\":\"outbound\"}]}";

    serve(
        "/peers",
        exchange -> answer(exchange, list.formatted(one.hex(), two.hex())),
        client -> client.outboundPeers().forEach(peer -> names.add(peer.hex())));

    assertThat(names).containsExactly(two.hex());
  }

  @Test
  void addressOfAnAddedPeerIsSentEncoded() throws IOException {
    serve(
        "/peers",
        exchange -> {
          names.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawQuery());
          answer(exchange, "{}");
        },
        client -> client.addPeer("other:5000"));

    assertThat(names).containsExactly("POST address=other%3A5000");
  }

  private void follow(String... ids) throws IOException {
    serve(
        "/events",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            Stream.of(ids)
                .map(id -> "id: " + id + "\nevent: e\ndata: {\"event\":\"e\"}\n\n")
                .forEach(frame -> write(out, frame));
          }
        },
        client -> client.follow(event -> names.add(event.name())).join());
  }

  /** Calls of the client, which may fail. */
  private interface Calls {
    void on(ControlClient client) throws IOException;
  }

  private static void serve(String path, HttpHandler handler, Calls calls) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(path, handler);
    server.start();
    try {
      InetSocketAddress address = server.getAddress();
      URI root = URI.create("http://" + address.getHostString() + ":" + address.getPort());
      calls.on(new ControlClient(root, ""));
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void write(OutputStream out, String frame) {
    try {
      out.write(frame.getBytes(UTF_8));
    } catch (IOException e) {
      // The client has closed the connection.
    }
  }
}
