package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.runtime.IpPackets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The largest datagrams that fit the interfaces on the way to other machines. An answer holds for a
 * minute, since an address may move to another interface; then the system is asked again. The cache
 * is cleared when full, so that many addresses cannot exhaust the memory.
 */
final class InterfaceMtus {
  static final int CAPACITY = 4_096;

  /** A guess: asking takes 0.2 ms, and an interface seldom changes. */
  static final long HOLDS_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * Largest datagram on the loopback interface, below its usual MTU of 65,536 on Linux. Larger ones
   * save nothing.
   */
  static final int LOOPBACK_BYTES = 60_000;

  /** An interface whose MTU is not known. */
  static final int UNKNOWN = 0;

  /** Finds the MTU of the interface that the system picks for an address. */
  @FunctionalInterface
  interface Lookup {
    /** The MTU in bytes of an IP packet, or a value below 1 if it is unknown. */
    int mtu(InetAddress to) throws IOException;
  }

  private record Answer(int datagramBytes, long atNanos) {}

  private final Lookup lookup;
  private final Map<String, Answer> answers = new HashMap<>();

  InterfaceMtus() {
    this(InterfaceMtus::mtuOfSystem);
  }

  InterfaceMtus(Lookup lookup) {
    this.lookup = lookup;
  }

  /**
   * The largest UDP payload that leaves in one piece for an address.
   *
   * @param to a literal address
   * @param host the same address
   */
  int maxDatagramBytes(PeerAddress to, InetAddress host, long nowNanos) {
    Answer known = answers.get(to.host());
    if (known != null && nowNanos - known.atNanos < HOLDS_NANOS) {
      return known.datagramBytes;
    }
    int bytes = ask(to, host);
    if (answers.size() >= CAPACITY) {
      answers.clear();
    }
    answers.put(to.host(), new Answer(bytes, nowNanos));
    return bytes;
  }

  private int ask(PeerAddress to, InetAddress host) {
    int mtu = UNKNOWN;
    try {
      mtu = lookup.mtu(host);
    } catch (IOException | UnsupportedAddressTypeException e) {
      // There is no route, so any size is lost; the next question may find one.
    }
    if (host.isLoopbackAddress()) {
      // Windows does not report the MTU of its loopback interface.
      return mtu < 1 ? LOOPBACK_BYTES : Math.min(LOOPBACK_BYTES, IpPackets.payloadBytes(to, mtu));
    }
    return IpPackets.payloadBytes(to, mtu < 1 ? IpPackets.DEFAULT_MTU : mtu);
  }

  /**
   * Asks the system. Connecting a UDP socket sends nothing and does not wait; it only picks the
   * route, and with it the local address.
   */
  private static int mtuOfSystem(InetAddress to) throws IOException {
    try (DatagramChannel trial = DatagramChannel.open()) {
      // The port is of no importance, but must not be 0.
      trial.connect(new InetSocketAddress(to, 9));
      InetAddress local = ((InetSocketAddress) trial.getLocalAddress()).getAddress();
      NetworkInterface found = NetworkInterface.getByInetAddress(local);
      // Some machines have their public address on the loopback interface, while their datagrams
      // leave through others.
      return found == null || (found.isLoopback() && !to.isLoopbackAddress())
          ? UNKNOWN
          : found.getMTU();
    }
  }
}
