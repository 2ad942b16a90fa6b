package dev.gossip.cli.control;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import dev.gossip.GossipNode;
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
 * An HTTP server that observes and controls a node, for scripts, tests and monitoring. It is the
 * JDK's own server, which starts fast and adds no dependency. Every connection may hold a thread,
 * so the number of connections and the time to receive a request are bounded.
 */
public final class ControlPort implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 64;
  private static final int MAX_REQUEST_SECONDS = 10;
  private static final int IDLE_THREAD_SECONDS = 10;
  private static final int STREAM_END_MILLIS = 1_000;

  static {
    // The server reads these properties once and has no other interface. A user's values stay.
    setUnlessSet("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
    setUnlessSet("sun.net.httpserver.maxReqTime", MAX_REQUEST_SECONDS);
    setUnlessSet("sun.net.httpserver.nodelay", true);
  }

  private final HttpServer server;
  private final ControlAccess access;
  private final ControlLimits limits;
  private final PeerAddress address;
  private final ControlHistory history;
  private final ThreadPoolExecutor threads;

  private ControlPort(
      HttpServer server, PeerAddress requested, ControlAccess access, ControlLimits limits) {
    this.server = server;
    this.access = access;
    this.limits = limits;
    this.address = new PeerAddress(requested.host(), server.getAddress().getPort());
    this.history = ControlHistory.begin(limits);
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
   * Binds the port. No request is answered before {@link #serve}.
   *
   * @param token that clients have to send; null admits every program on this machine
   * @param origins of web pages that may use the port, in addition to its own
   * @throws dev.gossip.core.config.ConfigurationException if the address requires a token
   * @throws IOException if the address cannot be bound
   */
  static ControlPort bind(
      PeerAddress requested, @Nullable String token, Set<WebOrigin> origins, ControlLimits limits)
      throws IOException {
    InetAddress host;
    try {
      host = InetAddress.getByName(requested.host());
    } catch (UnknownHostException e) {
      throw new IOException(
          "cannot serve the control port at "
              + requested
              + ": the name has no known address; check it",
          e);
    }
    ControlAccess access = new ControlAccess(requested, host, token, origins);
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, requested.port()), 0);
      return new ControlPort(server, requested, access, limits);
    } catch (IOException e) {
      throw new IOException(
          "cannot serve the control port at "
              + requested
              + ": "
              + e.getMessage()
              + "; "
              + (canBindAnyPort(host)
                  ? "another program may be using it; choose another port"
                  : "this machine does not have that address; use one of its own"),
          e);
    }
  }

  /**
   * Binds a free port of 127.0.0.1, which every program on this machine may use.
   *
   * @throws IOException if no port is free
   */
  public static ControlPort bindLocal() throws IOException {
    return bind(new PeerAddress("127.0.0.1", 0), null, Set.of(), ControlLimits.DEFAULT);
  }

  /** Distinguishes a foreign address from a port in use: both throw the same exception. */
  private static boolean canBindAnyPort(InetAddress host) {
    try (ServerSocket trial = new ServerSocket(0, 1, host)) {
      return trial.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the bound address, with the actual port if port 0 was requested. */
  public PeerAddress address() {
    return address;
  }

  /** Says where the dashboard is, for people. The token, if there is one, is not part of it. */
  public String dashboard() {
    return "dashboard at http://"
        + address
        + "/"
        + (access.admitsWithoutToken() ? " (asks for the token)" : "");
  }

  /** Records an event in the form that {@code --json} prints. Does not block. */
  public void add(JsonObject event) {
    history.add(event);
  }

  /**
   * Starts answering requests.
   *
   * @param topic the topic of messages that are published without one
   * @param counters supplies the counters of the node and of the command
   */
  public void serve(GossipNode node, String topic, Supplier<SortedMap<String, Long>> counters) {
    serve(ServedNetwork.of(new ServedNode(node, counters, node::publish)), topic);
  }

  /**
   * Starts answering requests about several nodes.
   *
   * @param topic the topic of messages that are published without one
   */
  public void serve(ServedNetwork network, String topic) {
    NetworkRequests requests = new NetworkRequests(network, topic);
    server.createContext("/", new ControlHandler(requests, access, limits, history));
    server.setExecutor(threads);
    server.start();
  }

  /** Waits up to a second while event streams send what was added, then closes all connections. */
  @Override
  public void close() {
    try {
      history.streams().end(STREAM_END_MILLIS);
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
