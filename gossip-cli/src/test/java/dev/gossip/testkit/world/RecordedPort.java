package dev.gossip.testkit.world;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gossip.testkit.container.ControlClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The control port of a node that answers what it answered in a recorded run. Its events up to the
 * comment {@code : published} come at once, and the others when the message has been published.
 */
final class RecordedPort implements ContainerNode.Outside, AutoCloseable {
  private static final String PUBLISHED = "\n: published\n";

  private final String events;
  private final JsonObject answers;
  private final List<String> log;
  private final CountDownLatch published;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  /**
   * @param published reached when any node of the cluster publishes
   */
  RecordedPort(String name, CountDownLatch published) {
    this.published = published;
    events = resource(name + ".events");
    answers = JsonParser.parseString(resource(name + ".json")).getAsJsonObject();
    log = resource(name + ".log").lines().toList();
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.createContext("/events", this::replay);
    server.start();
  }

  @Override
  public ControlClient control() {
    InetSocketAddress address = server.getAddress();
    return new ControlClient(
        URI.create("http://" + address.getHostString() + ":" + address.getPort()), "");
  }

  @Override
  public List<String> log() {
    return log;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/messages")) {
      published.countDown();
    }
    byte[] body = requireNonNull(answers.get(path), path).toString().getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void replay(HttpExchange exchange) throws IOException {
    int now = events.indexOf(PUBLISHED);
    exchange.sendResponseHeaders(200, 0);
    OutputStream stream = exchange.getResponseBody();
    stream.write(events.substring(0, now).getBytes(UTF_8));
    stream.flush();
    try {
      published.await();
      stream.write(events.substring(now).getBytes(UTF_8));
      stream.flush();
      // As long as the node runs.
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private static String resource(String name) {
    try (InputStream file = RecordedPort.class.getResourceAsStream("recorded/" + name)) {
      return new String(requireNonNull(file, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
