package dev.gossip.cli.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The ports of the demo's nodes. Each is held until its node binds it, so that a second demo that
 * starts at the same time chooses other ports.
 */
final class DemoPorts implements AutoCloseable {
  /** The default port of the first node. */
  static final int DEFAULT_BASE = 5000;

  private static final int LAST_BASE = 9900;
  private static final int STEP = 100;
  private static final int MAX_PORT = 65_535;

  // Between the ports of two nodes.
  private static final int NODE_STEP = 10;

  private final int base;
  private final NavigableMap<Integer, DatagramSocket> held = new TreeMap<>();

  /** A port that cannot be bound. */
  private static final class TakenException extends IOException {
    private static final long serialVersionUID = 1;

    TakenException(String message, SocketException cause) {
      super(message, cause);
    }
  }

  private DemoPorts(int base, int nodes) throws IOException {
    this.base = base;
    try {
      hold(of(base, nodes));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The ports of a number of nodes, in steps of 10. */
  static SortedSet<Integer> of(int base, int nodes) {
    return IntStream.range(0, nodes)
        .mapToObj(i -> base + i * NODE_STEP)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The highest first port of a number of nodes. */
  static int maxBase(int nodes) {
    return MAX_PORT - (nodes - 1) * NODE_STEP;
  }

  /**
   * Holds the ports of a number of nodes, from {@code base} on.
   *
   * @throws IOException if one of them cannot be bound
   */
  static DemoPorts from(int base, int nodes) throws IOException {
    try {
      return new DemoPorts(base, nodes);
    } catch (TakenException e) {
      throw new IOException(e.getMessage() + "; choose another --port", e);
    }
  }

  /**
   * Holds the ports from 5000 on, or from the next multiple of 100 at which all are free.
   *
   * @param notices receives a line if the ports are not the default ones
   * @throws IOException if so many ports are not free
   */
  static DemoPorts firstFree(int nodes, Consumer<String> notices) throws IOException {
    TakenException first = null;
    for (int base = DEFAULT_BASE; base <= LAST_BASE; base += STEP) {
      try {
        DemoPorts ports = new DemoPorts(base, nodes);
        if (first != null) {
          notices.accept(
              first.getMessage()
                  + "; is another demo running? This one uses ports "
                  + base
                  + " to "
                  + of(base, nodes).last());
        }
        return ports;
      } catch (TakenException e) {
        first = first == null ? e : first;
      }
    }
    throw new IOException(
        "no "
            + nodes
            + " ports from "
            + DEFAULT_BASE
            + " to "
            + of(LAST_BASE, nodes).last()
            + " are free ("
            + (first == null ? "" : first.getMessage())
            + "); choose the first of "
            + nodes
            + " other ports with --port",
        first);
  }

  /** The first port. */
  int base() {
    return base;
  }

  /** Releases a port for its node to bind. */
  void release(int port) {
    DatagramSocket socket = held.remove(port);
    if (socket != null) {
      socket.close();
    }
  }

  @Override
  public void close() {
    held.values().forEach(DatagramSocket::close);
    held.clear();
  }

  /**
   * Binds from the highest port down, while nodes start from the lowest up. Another demo that tries
   * these ports therefore meets a held one before a port that was just released.
   */
  private void hold(Collection<Integer> ports) throws IOException {
    InetAddress host = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    for (int port : new TreeSet<>(ports).descendingSet()) {
      try {
        held.put(port, new DatagramSocket(new InetSocketAddress(host, port)));
      } catch (SocketException e) {
        throw new TakenException(
            DemoNetwork.HOST + ":" + port + " cannot be used: " + e.getMessage(), e);
      }
    }
  }
}
