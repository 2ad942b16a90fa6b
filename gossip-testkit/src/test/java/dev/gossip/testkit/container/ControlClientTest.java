package dev.gossip.testkit.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client checks that an event stream has no gap. */
@Timeout(60)
class ControlClientTest {
  private static final String RUN = "0123456789abcdef-";

  private final List<String> names = new CopyOnWriteArrayList<>();

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

  private void follow(String... ids) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/events",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            Stream.of(ids)
                .map(id -> "id: " + id + "\nevent: e\ndata: {\"event\":\"e\"}\n\n")
                .forEach(frame -> write(out, frame));
          }
        });
    server.start();
    try {
      InetSocketAddress address = server.getAddress();
      URI root = URI.create("http://" + address.getHostString() + ":" + address.getPort());
      new ControlClient(root, "").follow(event -> names.add(event.name())).join();
    } finally {
      server.stop(0);
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
