package dev.gossip.core.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import org.junit.jupiter.api.Test;

class IpPacketsTest {
  private static final PeerAddress IPV4 = new PeerAddress("192.0.2.1", 5000);
  private static final PeerAddress IPV6 = new PeerAddress("2001:db8::1", 5000);

  @Test
  void headersOfBothFamiliesAreTakenOff() {
    assertThat(IpPackets.payloadBytes(IPV4, IpPackets.DEFAULT_MTU)).isEqualTo(1_472);
    assertThat(IpPackets.payloadBytes(IPV6, IpPackets.DEFAULT_MTU)).isEqualTo(1_452);
    assertThat(IpPackets.payloadBytes(IPV4, 576)).isEqualTo(548);
  }

  @Test
  void impossibleSizesCountAsTheNearestPossibleOnes() {
    assertThat(IpPackets.payloadBytes(IPV4, 0)).isEqualTo(40);
    assertThat(IpPackets.payloadBytes(IPV6, -1)).isEqualTo(20);
    assertThat(IpPackets.payloadBytes(IPV4, Integer.MAX_VALUE)).isEqualTo(65_507);
  }
}
