package dev.gossip.udp.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterfaceMtusTest {
  private static final long START = Long.MAX_VALUE - 5;

  private final List<InetAddress> asked = new ArrayList<>();
  private int mtu = 1_400;
  private final InterfaceMtus mtus =
      new InterfaceMtus(
          to -> {
            asked.add(to);
            if (mtu == -2) {
              throw new IOException("no route");
            }
            if (mtu == -3) {
              throw new UnsupportedAddressTypeException();
            }
            return mtu;
          });

  private int maxBytes(String host, long nowNanos) {
    try {
      PeerAddress to = new PeerAddress(host, 5000);
      return mtus.maxDatagramBytes(to, InetAddress.getByName(host), nowNanos);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void headersAreTakenOffTheMtu() {
    assertThat(maxBytes("192.0.2.1", START)).isEqualTo(1_372);
    assertThat(maxBytes("2001:db8::1", START)).isEqualTo(1_352);
  }

  @Test
  void loopbackCarriesSixtyThousandBytes() {
    mtu = 65_536;
    assertThat(maxBytes("127.0.0.1", START)).isEqualTo(60_000);
    assertThat(maxBytes("::1", START)).isEqualTo(60_000);
    mtu = -1;
    assertThat(maxBytes("127.0.0.2", START)).isEqualTo(60_000);
  }

  @Test
  void loopbackWithASmallMtuCarriesNoMore() {
    mtu = 16_384;
    assertThat(maxBytes("127.0.0.1", START)).isEqualTo(16_356);
  }

  @Test
  void unknownInterfaceCountsAsEthernet() {
    for (int unknown : new int[] {0, -1, -2, -3}) {
      mtu = unknown;
      assertThat(maxBytes("192.0.2." + (10 - unknown), START)).isEqualTo(1_472);
    }
  }

  @Test
  void answerHoldsForAMinute() {
    maxBytes("192.0.2.1", START);
    mtu = 9_000;
    assertThat(maxBytes("192.0.2.1", START + InterfaceMtus.HOLDS_NANOS - 1)).isEqualTo(1_372);
    assertThat(asked).hasSize(1);
    assertThat(maxBytes("192.0.2.1", START + InterfaceMtus.HOLDS_NANOS)).isEqualTo(8_972);
    assertThat(maxBytes("192.0.2.2", START + InterfaceMtus.HOLDS_NANOS)).isEqualTo(8_972);
    assertThat(asked).hasSize(3);
  }

  @Test
  void cacheIsBounded() {
    for (int i = 0; i <= InterfaceMtus.CAPACITY; i++) {
      maxBytes("10.0." + (i >> 8) + "." + (i & 255), START);
    }
    maxBytes("10.0.0.1", START);
    assertThat(asked).hasSize(InterfaceMtus.CAPACITY + 2);
  }

  @Test
  void systemKnowsTheLoopbackInterface() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int ownMtu = NetworkInterface.getByInetAddress(loopback).getMTU();

    int bytes =
        new InterfaceMtus()
            .maxDatagramBytes(new PeerAddress(loopback.getHostAddress(), 5000), loopback, START);

    assertThat(bytes).isEqualTo(ownMtu < 1 ? 60_000 : Math.min(60_000, ownMtu - 28));
  }
}
