package dev.gossip.udp.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gossip.api.PeerAddress;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class FailedOpeningTest {
  /** There is no pool of -1 threads, which is found when the socket has its address already. */
  private static final DriverSettings BAD = new DriverSettings(1 << 16, 16, -1);

  private static DatagramSocket bind(int port) throws SocketException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static boolean isFree(int port) throws SocketException {
    try (DatagramSocket free = bind(port)) {
      return free.isBound();
    } catch (BindException e) {
      return false;
    }
  }

  @Test
  void driverThatCannotBeMadeKeepsNoSocket() throws Exception {
    boolean wasFree = false;
    // Several ports, since another program may get one of them in between.
    for (int i = 0; i < 3 && !wasFree; i++) {
      int port;
      try (DatagramSocket socket = bind(0)) {
        port = socket.getLocalPort();
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UdpDriver.open(new PeerAddress("127.0.0.1", port), BAD));
      wasFree = isFree(port);
    }

    assertThat(wasFree).isTrue();
  }
}
