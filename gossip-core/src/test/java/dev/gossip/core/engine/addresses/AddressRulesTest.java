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
}
