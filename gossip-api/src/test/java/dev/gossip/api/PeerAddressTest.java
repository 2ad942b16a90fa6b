package dev.gossip.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:5000, 127.0.0.1, 5000",
    "0.0.0.0:0, 0.0.0.0, 0",
    "255.255.255.255:65535, 255.255.255.255, 65535",
    "[::1]:5000, ::1, 5000",
    "[2001:db8::7]:1, 2001:db8::7, 1",
    "[fe80::1%eth0]:5000, fe80::1%eth0, 5000",
    "localhost:5000, localhost, 5000",
    "localhost.:5000, localhost., 5000",
    "LOCALHOST:5000, LOCALHOST, 5000",
    "node_1.example.org:05000, node_1.example.org, 5000"
  })
  void parseReadsHostAndPort(String text, String host, int port) {
    assertThat(PeerAddress.parse(text)).isEqualTo(new PeerAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        ":5000",
        "localhost:",
        "localhost:port",
        "localhost:-1",
        "localhost:5000 ",
        "::1:5000",
        "[::1]",
        "[::1]5000",
        "[127.0.0.1]:5000",
        "[localhost]:5000"
      })
  void parseRejectsOtherTextAndShowsTheForm(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerAddress.parse(text))
        .withMessage(
            "'"
                + text
                + "' is not an address: write host:port, as in 127.0.0.1:5000 or [::1]:5000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:65536", "127.0.0.1:99999", "[::1]:99999999999"})
  void parseRejectsAPortOutOfRangeAndShowsTheRange(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerAddress.parse(text))
        .withMessageStartingWith(
            "'"
                + text
                + "' is not an address: a port is a number from 1 to 65535; write host:port");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "256.0.0.1",
        "127.0.0",
        "127.0.0.1.1",
        "127.0.0.01",
        "1.2.3.4.",
        "5000",
        "my host",
        "-dash",
        "dash-",
        ".",
        "dots..",
        "127.0.0.1%lo",
        ".dot",
        "umläut.example"
      })
  void hostMustBeANameOrAnIpAddress(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerAddress.parse(host + ":5000"))
        .withMessage("'" + host + "' is neither a host name nor an IP address");
  }

  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "2001:DB8:0:0:8:800:200C:417A, 2001:db8::8:800:200c:417a",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "1:0:0:0:0:0:0:0, 1::",
    "::ffff:10.0.0.1, 10.0.0.1",
    "::FFFF:0a00:1, 10.0.0.1",
    "fe80:0:0::1%eth0, fe80::1%eth0",
    "fe80::1%4, fe80::1%4",
    "::1%lo, ::1",
    "2001:db8::7%eth0, 2001:db8::7"
  })
  void ipv6AddressIsConvertedToItsCanonicalForm(String written, String form) {
    assertThat(new PeerAddress(written, 1).host()).isEqualTo(form);
    assertThat(new PeerAddress(form, 1).host()).isEqualTo(form);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "12345::",
        "g::1",
        "::256.0.0.1",
        "fe80::1%",
        "fe80::1%two words"
      })
  void malformedIpv6AddressIsRejected(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerAddress.parse("[" + host + "]:5000"))
        .withMessage("'" + host + "' is not an IPv6 address");
  }

  @Test
  void nameHasAtMost253Characters() {
    assertThat(new PeerAddress("a".repeat(253), 1).host()).hasSize(253);
    assertThatIllegalArgumentException().isThrownBy(() -> new PeerAddress("a".repeat(254), 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void portOutOfRangeIsRejected(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PeerAddress("localhost", port))
        .withMessage("port " + port + " is not between 0 and 65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:5000", "[2001:db8::7]:1", "node-1.example.org:65535"})
  void toStringWritesTheFormThatParseReads(String text) {
    assertThat(PeerAddress.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1:1, true, false",
    "[::ffff:10.0.0.1]:1, true, false",
    "[2001:db8::7]:1, true, true",
    "[fe80::1]:1, true, true",
    "[fe80::1%eth0]:1, false, true",
    "localhost:1, false, false"
  })
  void namesAndAddressesWithAZoneAreNotIp(String text, boolean ip, boolean ipv6) {
    assertThat(PeerAddress.parse(text).isIp()).isEqualTo(ip);
    assertThat(PeerAddress.parse(text).isIpv6()).isEqualTo(ipv6);
  }

  @Test
  void orderIsByHostThenByNumericPort() {
    assertThat(Stream.of("b:1", "a:10", "a:9").map(PeerAddress::parse).sorted())
        .extracting(PeerAddress::toString)
        .containsExactly("a:9", "a:10", "b:1");
  }
}
