package dev.gossip.cli;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import dev.gossip.Gossip;
import dev.gossip.api.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server beside a node, for scripts, tests and monitoring: the JDK's own, so that it costs
 * no start-up time and no dependency. Every connection may hold a thread, so their number is
 * bounded, and so is the time that a request may take to come in.
 */
final class ControlPort implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 64;
  private static final int MAX_REQUEST_SECONDS = 10;
  private static final int IDLE_THREAD_SECONDS = 10;
  private static final int LAST_WORDS_MILLIS = 1_000;

  static {
    // The server has no other way to be told, and reads these once. What the user set stays.
    setUnlessSet("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
    setUnlessSet("sun.net.httpserver.maxReqTime", MAX_REQUEST_SECONDS);
    setUnlessSet("sun.net.httpserver.nodelay", true);
  }

  private final HttpServer server;
  private final ControlAccess access;
  private final ControlLimits limits;
  private final PeerAddress address;
  private final StoredMessages messages;
  private final EventStreams streams;
  private final ThreadPoolExecutor threads;

  private ControlPort(
      HttpServer server, PeerAddress asked, ControlAccess access, ControlLimits limits) {
    this.server = server;
    this.access = access;
    this.limits = limits;
    this.address = new PeerAddress(asked.host(), server.getAddress().getPort());
    String run = Cursor.newRun();
    this.messages = new StoredMessages(run, limits.storedMessages(), limits.storedBytes());
    this.streams = new EventStreams(run, limits);
    this.threads =
        new ThreadPoolExecutor(
            MAX_CONNECTIONS,
            MAX_CONNECTIONS,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            ControlPort::newThread);
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Binds; nothing is answered before {@link #serve}.
   *
   * @param token what clients have to know; null lets in everybody on this machine
   * @param origins of web pages that may use the port, beside its own
   * @throws dev.gossip.core.config.ConfigurationException if that is too little
   * @throws IOException if the address cannot be bound
   */
  static ControlPort bind(
      PeerAddress asked, @Nullable String token, Set<WebOrigin> origins, ControlLimits limits)
      throws IOException {
    InetAddress host;
    try {
      host = InetAddress.getByName(asked.host());
    } catch (UnknownHostException e) {
      throw new IOException(
          "cannot serve the control port at "
              + asked
              + ": no address is known for that name; check it",
          e);
    }
    ControlAccess access = new ControlAccess(asked, host, token, origins);
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, asked.port()), 0);
      return new ControlPort(server, asked, access, limits);
    } catch (IOException e) {
      throw new IOException(
          "cannot serve the control port at "
              + asked
              + ": "
              + e.getMessage()
              + "; "
              + (canBindAnyPort(host)
                  ? "is something else running there? choose another address"
                  : "this machine has no such address: choose one of its own"),
          e);
    }
  }

  /** The system has one exception for both: an address that is not here, and a port in use. */
  private static boolean canBindAnyPort(InetAddress host) {
    try (ServerSocket trial = new ServerSocket(0, 1, host)) {
      return trial.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where it is; with the port that the system chose if that was asked for. */
  PeerAddress address() {
    return address;
  }

  /** Something happened at the node, as {@code --json} prints it. Does not block. */
  void add(JsonObject event) {
    if (event.get("event").getAsString().equals("delivered")) {
      messages.add(event);
    }
    streams.send(event);
  }

  /**
   * Begins to answer.
   *
   * @param topic of what is published without one
   * @param counters what the node and the command count
   */
  void serve(Gossip node, String topic, Supplier<SortedMap<String, Long>> counters) {
    NodeMetrics metrics = new NodeMetrics(counters, streams, messages);
    ControlHandler handler =
        new ControlHandler(node, counters, topic, access, limits, messages, streams, metrics);
    server.createContext("/", handler);
    server.setExecutor(threads);
    server.start();
  }

  /** Lets the event streams have what was added before, and closes all connections. */
  @Override
  public void close() {
    try {
      streams.end(LAST_WORDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdownNow();
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "gossip-control");
    thread.setDaemon(true);
    return thread;
  }

  private static void setUnlessSet(String property, Object value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value.toString());
    }
  }
}
