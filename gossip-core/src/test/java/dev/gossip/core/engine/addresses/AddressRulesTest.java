package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:1, wildcard",
    "[::]:1, wildcard",
    "[::ffff:0.0.0.0]:1, wildcard",
    "224.0.0.1:1, multicast",
    "239.255.255.255:1, multicast",
    "[ff02::1]:1, multicast",
    "255.255.255.255:1, broadcast",
    "[fe80::1]:1, link-local",
    "[febf::1]:1, link-local"
  })
  void addressOfMoreThanOneNodeIsRejectedAsPeer(String address, String kind) {
    assertThat(AddressRules.dialObjection(PeerAddress.parse(address))).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"224.0.0.1:1", "[ff02::1]:1", "255.255.255.255:1", "[fe80::1]:1"})
  void addressOfMoreThanOneNodeIsRejectedForListening(String address) {
    assertThat(AddressRules.listenObjection(PeerAddress.parse(address))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:1",
        "223.255.255.255:1",
        "10.224.0.1:1",
        "[::1]:1",
        "[ff::1]:1",
        "[fe80::1%2]:1",
        "[fec0::1]:1",
        "fe80.example:1",
        "224.example:1"
      })
  void otherAddressesAreAllowed(String address) {
    assertThat(AddressRules.dialObjection(PeerAddress.parse(address))).isNull();
    assertThat(AddressRules.listenObjection(PeerAddress.parse(address))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:1", "[::]:1"})
  void wildcardIsAllowedForListening(String address) {
    assertThat(AddressRules.listenObjection(PeerAddress.parse(address))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "240.1.2.3:1",
        "0.1.2.3:1",
        "255.255.255.254:1",
        "192.0.0.9:1",
        "198.18.0.1:1",
        "198.19.255.255:1",
        "[100::1]:1",
        "[::a00:1]:1",
        "[::1:2]:1",
        "[2001:2::1]:1",
        "[64:ff9b::7f00:1]:1",
        "[64:ff9b::e000:1]:1",
        "[2002:7f00:1::]:1",
        "1.2.3.4:0",
        "name:1"
      })
  void addressThatNoNodeCanHaveIsNotUsable(String address) {
    assertThat(AddressRules.isUsable(PeerAddress.parse(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1:1",
        "198.51.100.1:1",
        "203.0.113.1:1",
        "[2001:db8::1]:1",
        "192.0.1.1:1",
        "198.17.0.1:1",
        "198.20.0.1:1",
        "223.1.1.1:1",
        "10.0.0.1:1",
        "127.0.0.1:1",
        "[::1]:1",
        "[2001:20::1]:1",
        "[2a00:1:2:3:4:5:6:7]:1",
        "[fd00::1]:1",
        "[64:ff9b::808:808]:1"
      })
  void addressThatANodeCanHaveIsUsable(String address) {
    assertThat(AddressRules.isUsable(PeerAddress.parse(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1:1",
        "127.0.0.1:1",
        "[fd00::1]:1",
        "[64:ff9b::a00:1]:1",
        "[64:ff9b:1::808:808]:1",
        "[2002:a00:1::1]:1",
        "[2002:a00::1]:1",
        "[2002:c0a8:101:2:3:4:5:6]:1",
        "[fec0::1]:1",
        "[feff:1:2:3:4:5:6:7]:1"
      })
  void strangerDoesNotNameLocalAddresses(String address) {
    PeerAddress stranger = new PeerAddress("193.0.0.1", 5000);
    assertThat(AddressRules.mayName(stranger, PeerAddress.parse(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.2.3.4:1", "[64:ff9b::808:808]:1", "[2002:808:808::1]:1", "[2a00::1]:1"})
  void strangerNamesPublicAddresses(String address) {
    PeerAddress stranger = new PeerAddress("193.0.0.1", 5000);
    assertThat(AddressRules.mayName(stranger, PeerAddress.parse(address))).isTrue();
  }
}
