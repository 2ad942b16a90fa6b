package dev.gossip.udp.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressGroupTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.255",
    "2001:db8:1::1, 2001:0DB8:0001:2:3:4:5:6",
    "2001:db8::1, 2001:db8:0:ffff::",
    "::1, ::2",
    "fe80::1%eth0, fe80:0:0:0:1:2:3:4%2",
  })
  void addressesOfOneSiteShareAGroup(String one, String other) {
    assertThat(group(one)).isEqualTo(group(other));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.3.1",
    "192.0.2.1, 2001:db8::1",
    "2001:db8:1::1, 2001:db8:10::1",
    "2001:db8:1::1, 2001:db8::1",
  })
  void addressesOfDifferentSitesAreInDifferentGroups(String one, String other) {
    assertThat(group(one)).isNotEqualTo(group(other));
  }

  private static String group(String host) {
    return AddressGroup.of(new PeerAddress(host, 5000));
  }
}
