package dev.gossip.udp.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1::1, 2001:db8:ffff:2::, true",
    "2001:db8::, 2001:0DB8:1:2:3:4:5:6, true",
    "2001:db8:1::1, 2001:db9:1::1, false",
    "2001:db8:1::1, 2001:0:db8:1::1, false",
    "192.0.2.1, 192.0.2.9, true",
    "192.0.2.1, 192.0.3.1, false",
  })
  void addressesOfOneProviderShareAWideGroup(String one, String other, boolean isSame) {
    String wide = AddressGroup.wide(new PeerAddress(one, 1));
    assertThat(wide.equals(AddressGroup.wide(new PeerAddress(other, 2)))).isEqualTo(isSame);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "127.0.0.1",
        "127.255.0.9",
        "172.16.0.1",
        "172.31.255.1",
        "192.168.7.7",
        "169.254.1.1",
        "100.64.0.1",
        "100.127.255.1",
        "::1",
        "0:0:0:0:0:0:0:1",
        "fc00::1",
        "fd12:3456::1",
        "FD12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "febf::1",
        "fdff:1:2:3:4:5:6:7",
        "::ffff:10.0.0.1"
      })
  void privateAddressesAreRecognized(String host) {
    assertThat(AddressGroup.isPrivate(new PeerAddress(host, 5000))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11.0.0.1",
        "9.255.255.255",
        "126.0.0.1",
        "128.0.0.1",
        "172.15.255.1",
        "172.32.0.1",
        "192.167.1.1",
        "192.169.1.1",
        "169.253.1.1",
        "203.0.113.1",
        "100.63.255.1",
        "100.128.0.1",
        "::2",
        "fec0::1",
        "2001:db8::1",
        "fb00::1",
        "ff02::1",
        "fc::1",
        "fd::1",
        "::",
        "::ffff:203.0.113.1"
      })
  void publicAddressesAreNotPrivate(String host) {
    assertThat(AddressGroup.isPrivate(new PeerAddress(host, 5000))).isFalse();
  }

  private static String group(String host) {
    return AddressGroup.of(new PeerAddress(host, 5000));
  }
}
