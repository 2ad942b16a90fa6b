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
    "[::ffff:10.0.0.1]:80, ::ffff:10.0.0.1, 80",
    "[fe80::1%eth0]:5000, fe80::1%eth0, 5000",
    "localhost:5000, localhost, 5000",
    "node_1.example.org:05000, node_1.example.org, 5000"
  })
  void readsHostAndPort(String text, String host, int port) {
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
        "localhost:65536",
        "localhost:99999999999",
        "localhost:5000 ",
        "::1:5000",
        "[::1]",
        "[::1]5000",
        "[127.0.0.1]:5000",
        "[localhost]:5000"
      })
  void refusesWhatIsNotHostAndPortAndShowsTheForm(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerAddress.parse(text))
        .withMessage(
            "'"
                + text
                + "' is not an address: write host:port, as in 127.0.0.1:5000 or [::1]:5000");
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
        ".dot",
        "umläut.example"
      })
  void refusesAHostThatIsNeitherNameNorIp(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerAddress.parse(host + ":5000"))
        .withMessage("'" + host + "' is neither a host name nor an IP address");
  }

  @Test
  void aNameHasAtMost253Characters() {
    assertThat(new PeerAddress("a".repeat(253), 1).host()).hasSize(253);
    assertThatIllegalArgumentException().isThrownBy(() -> new PeerAddress("a".repeat(254), 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void refusesAPortOutOfRange(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PeerAddress("localhost", port))
        .withMessage("port " + port + " is not between 0 and 65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:5000", "[2001:db8::7]:1", "node-1.example.org:65535"})
  void writesTheFormThatItReads(String text) {
    assertThat(PeerAddress.parse(text)).hasToString(text);
  }

  @Test
  void onlyAnIpv4LiteralIsIpv4() {
    assertThat(PeerAddress.parse("10.0.0.1:1").isIpv4()).isTrue();
    assertThat(PeerAddress.parse("[::ffff:10.0.0.1]:1").isIpv4()).isFalse();
    assertThat(PeerAddress.parse("localhost:1").isIpv4()).isFalse();
  }

  @Test
  void ordersByHostThenByPortAsANumber() {
    assertThat(Stream.of("b:1", "a:10", "a:9").map(PeerAddress::parse).sorted())
        .extracting(PeerAddress::toString)
        .containsExactly("a:9", "a:10", "b:1");
  }
}
