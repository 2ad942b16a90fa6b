package dev.gossip.cli;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The ports of the demo's nodes. They are held until each node takes its own, so that a second demo
 * that starts at the same time chooses others.
 */
final class DemoPorts implements AutoCloseable {
  /** The first port unless another one is asked for, as in the original. */
  static final int DEFAULT_BASE = 5000;

  private static final int LAST_BASE = 9900;
  private static final int STEP = 100;

  private final int base;
  private final NavigableMap<Integer, DatagramSocket> held = new TreeMap<>();

  /** A port that cannot be had. */
  private static final class TakenException extends IOException {
    private static final long serialVersionUID = 1;

    TakenException(String message, SocketException cause) {
      super(message, cause);
    }
  }

  private DemoPorts(int base) throws IOException {
    this.base = base;
    try {
      hold(DemoNetwork.sixNodes(base).keySet());
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Holds the six ports from this one on.
   *
   * @throws IOException if one of them is taken
   */
  static DemoPorts from(int base) throws IOException {
    try {
      return new DemoPorts(base);
    } catch (TakenException e) {
      throw new IOException(e.getMessage() + "; choose another --port", e);
    }
  }

  /**
   * Holds the six ports from 5000 on, or the next six that are free.
   *
   * @param notices takes a line if they are others
   * @throws IOException if there are none
   */
  static DemoPorts firstFree(Consumer<String> notices) throws IOException {
    TakenException first = null;
    for (int base = DEFAULT_BASE; base <= LAST_BASE; base += STEP) {
      try {
        DemoPorts ports = new DemoPorts(base);
        if (first != null) {
          notices.accept(
              first.getMessage()
                  + "; is another demo running? The nodes of this one are "
                  + base
                  + " to "
                  + DemoNetwork.sixNodes(base).lastKey());
        }
        return ports;
      } catch (TakenException e) {
        first = first == null ? e : first;
      }
    }
    throw new IOException(
        "no six ports from "
            + DEFAULT_BASE
            + " to "
            + DemoNetwork.sixNodes(LAST_BASE).lastKey()
            + " are free ("
            + (first == null ? "" : first.getMessage())
            + "); name the first of six others with --port",
        first);
  }

  /** The first port. */
  int base() {
    return base;
  }

  /** Lets a node have its port. */
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
   * From the highest port down: nodes start from the lowest up, so another demo that looks meets
   * one that is held before it could take one that was just let go.
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
