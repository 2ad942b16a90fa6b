package dev.gossip.udp.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gossip.api.PeerAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class SocketAddressesTest {
  private static final byte[] LINK_LOCAL = {
    (byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
  };

  private final SocketAddresses addresses = new SocketAddresses();

  private PeerAddress received(int scope) throws UnknownHostException {
    return addresses.peer(
        new InetSocketAddress(Inet6Address.getByAddress(null, LINK_LOCAL, scope), 5000));
  }

  @Test
  void oneAddressInTwoZonesGivesTwoPeerAddresses() throws Exception {
    assertThat(received(3)).isEqualTo(new PeerAddress("fe80::1%3", 5000));
    assertThat(received(4)).isEqualTo(new PeerAddress("fe80::1%4", 5000));
  }

  @Test
  void zoneOfAnAddressIsKeptInTheSocketAddress() throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    for (String zone : new String[] {loopback.getName(), "" + loopback.getIndex()}) {
      Inet6Address host =
          (Inet6Address) addresses.socket(new PeerAddress("fe80::1%" + zone, 5000)).getAddress();
      assertThat(host.getScopeId()).isEqualTo(loopback.getIndex());
    }
  }

  @Test
  void nameIsNotLookedUp() {
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> addresses.socket(new PeerAddress("localhost", 5000)))
        .withMessageContaining("'localhost' is not a literal IP address");
  }

  @Test
  void receivedAddressEqualsTheConfiguredOne() throws Exception {
    for (String host : new String[] {"::1", "2001:db8::7", "10.0.0.1", "::ffff:10.0.0.1"}) {
      InetSocketAddress socket = new InetSocketAddress(InetAddress.getByName(host), 5000);
      assertThat(addresses.peer(socket)).isEqualTo(new PeerAddress(host, 5000));
      assertThat(addresses.socket(addresses.peer(socket))).isEqualTo(socket);
    }
  }
}
