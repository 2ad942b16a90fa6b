package dev.gossip.udp.driver;

import dev.gossip.udp.datagram.Datagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams with "don't fragment" set, where the platform can do so. Those of the size that
 * every path has to carry are an exception: if the system refuses one, it leaves in pieces. A path
 * with such a small MTU would otherwise carry nothing.
 */
final class DontFragment implements SendBacklog.Sender {
  /**
   * {@code jdk.net.ExtendedSocketOptions.IP_DONTFRAGMENT}, by name, because JDK 17 does not have
   * it; it came with JDK 19. On Linux it is {@code IP_MTU_DISCOVER = IP_PMTUDISC_DO}.
   */
  private static final String OPTION = "IP_DONTFRAGMENT";

  /** Switches the option on or off. */
  @FunctionalInterface
  interface Switch {
    void set(boolean on) throws IOException;
  }

  private final SendBacklog.Sender socket;
  private final @Nullable Switch option;

  /**
   * Sends through a socket.
   *
   * @param option null if the platform has none; else it is on
   */
  DontFragment(SendBacklog.Sender socket, @Nullable Switch option) {
    this.socket = socket;
    this.option = option;
  }

  /** Sets the option on a socket, if there is one. */
  static DontFragment on(DatagramChannel channel) throws IOException {
    SocketOption<Boolean> found = option(channel);
    if (found != null) {
      try {
        channel.setOption(found, true);
        return new DontFragment(channel::send, on -> channel.setOption(found, on));
      } catch (SocketException | UnsupportedOperationException e) {
        // The JDK knows the option and this system does not.
      }
    }
    return new DontFragment(channel::send, null);
  }

  @SuppressWarnings("unchecked") // the type of an option is that of its values
  private static @Nullable SocketOption<Boolean> option(DatagramChannel channel) {
    for (SocketOption<?> supported : channel.supportedOptions()) {
      if (supported.name().equals(OPTION) && supported.type() == Boolean.class) {
        return (SocketOption<Boolean>) supported;
      }
    }
    return null;
  }

  /** Whether datagrams above {@link Datagrams#BASE_BYTES} leave in one piece or not at all. */
  boolean isEnabled() {
    return option != null;
  }

  @Override
  public int send(ByteBuffer datagram, InetSocketAddress to) throws IOException {
    if (option == null || datagram.remaining() > Datagrams.BASE_BYTES) {
      return socket.send(datagram, to);
    }
    try {
      return socket.send(datagram, to);
    } catch (IOException e) {
      // Whether the size is the reason can be read from the message only, which may be localized.
      option.set(false);
      try {
        return socket.send(datagram, to);
      } finally {
        option.set(true);
      }
    }
  }
}
