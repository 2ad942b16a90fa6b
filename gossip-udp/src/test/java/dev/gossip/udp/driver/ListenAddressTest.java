package dev.gossip.udp.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.gossip.api.PeerAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.Test;

class ListenAddressTest {
  private static final DriverSettings SETTINGS = new DriverSettings(1 << 16, 16, 0);

  private static void open(String address) throws Exception {
    UdpDriver.open(PeerAddress.parse(address), SETTINGS).discard();
  }

  @Test
  void addressOfAnotherMachineIsReportedAsSuch() {
    // Part of a documentation range, so no machine has it.
    assertThatIOException()
        .isThrownBy(() -> open("203.0.113.77:0"))
        .withMessageContaining("this machine has no address 203.0.113.77")
        .withMessageContaining("0.0.0.0")
        .withMessageNotContaining("another node");
  }

  @Test
  void portInUseIsReportedAsSuch() throws Exception {
    try (DatagramChannel other = DatagramChannel.open()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) other.getLocalAddress()).getPort();
      assertThatIOException()
          .isThrownBy(() -> open("127.0.0.1:" + port))
          .withMessageContaining("is another node running there? choose another address");
    }
  }

  @Test
  void unknownNameOrZoneIsNamedInTheError() {
    assertThatIOException()
        .isThrownBy(() -> open("[fe80::1%nowhere]:0"))
        .withMessageContaining("this machine has no network interface 'nowhere'");
    assertThatIOException()
        .isThrownBy(() -> open("no-such-name.invalid:0"))
        .withMessageContaining("no address is known for that name");
  }

  @Test
  void privilegedPortIsNotReportedAsInUse() throws Exception {
    assertThat(
            ListenAddress.whyNotBound(
                PeerAddress.parse("127.0.0.1:53"),
                InetAddress.getLoopbackAddress(),
                new java.net.BindException("Permission denied")))
        .contains("Permission denied; ports below 1024 may need a privilege");
  }
}
