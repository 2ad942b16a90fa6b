package dev.gossip.cli.testing;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Finds free ports, so that tests of the demo can run in parallel with others. */
public final class FreePorts {
  private static final int TRIES = 50;
  private static final int NODES = 10;
  private static final int STEP = 10;

  // Holds a port that no node uses, so that tests in other processes choose another base.
  private static final List<DatagramSocket> GUARDS = new CopyOnWriteArrayList<>();

  private FreePorts() {}

  /**
   * Returns the first of ten ports, of which the demo uses six, all free: a multiple of 100 with
   * five digits.
   */
  public static int base() {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < TRIES; i++) {
      // Below the ephemeral range.
      int base = 20_000 + 100 * random.nextInt(120);
      if (guard(base + STEP - 1)
          && IntStream.range(0, NODES).allMatch(node -> isFree(base + STEP * node))) {
        return base;
      }
    }
    throw new AssertionError("no ten free ports were found");
  }

  /** Whether a UDP port of 127.0.0.1 can be bound. */
  static boolean isFree(int port) {
    try (DatagramSocket socket = bind(port)) {
      return socket.isBound();
    } catch (SocketException e) {
      return false;
    }
  }

  private static boolean guard(int port) {
    try {
      return GUARDS.add(bind(port));
    } catch (SocketException e) {
      return false;
    }
  }

  private static DatagramSocket bind(int port) throws SocketException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }
}
