package dev.gossip.discovery.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressListTest {
  @Test
  void linesHaveAddressesAndComments() {
    AddressList list =
        AddressList.parse(
            """
            # nodes\r
            \r
             10.0.0.1:7400 \r
            [2001:db8::1]:7400 # second

            a.example:1
            10.0.0.1:7400
            """);

    assertThat(list.addresses())
        .containsExactly(
            PeerAddress.parse("10.0.0.1:7400"),
            PeerAddress.parse("[2001:db8::1]:7400"),
            PeerAddress.parse("a.example:1"));
    assertThat(list.badLines()).isEmpty();
  }

  @Test
  void badLinesAreNamedWithTheirNumberAndTheOthersAreUsed() {
    AddressList list = AddressList.parse("10.0.0.1\n10.0.0.2:7400\n10.0.0.3:0\n\u0007x y:1\n");

    assertThat(list.addresses()).containsExactly(PeerAddress.parse("10.0.0.2:7400"));
    assertThat(list.badLines())
        .containsExactly(
            "line 1: '10.0.0.1' is not an address; write host:port, as in 10.0.0.5:7400",
            "line 3: '10.0.0.3:0' needs a port other than 0",
            "line 4: '?x y:1' is not an address; write host:port, as in 10.0.0.5:7400");
  }

  @Test
  void warningsOfAFileFullOfBadLinesAreFewAndShort() {
    AddressList list = AddressList.parse(("x".repeat(10_000) + "\n").repeat(20));

    assertThat(list.badCount()).isEqualTo(20);
    assertThat(list.badLines()).hasSize(5).allMatch(line -> line.length() < 200);
  }

  @Test
  void addressesAboveTheLimitAreNotUsed() {
    AddressList list =
        AddressList.parse(
            IntStream.range(0, 1_002)
                .mapToObj(i -> "h" + i + ".example:1")
                .collect(Collectors.joining("\n")));

    assertThat(list.addresses()).hasSize(1_000);
    assertThat(list.badCount()).isEqualTo(2);
    assertThat(list.badLines().get(0)).startsWith("line 1001: one address too many");
  }
}
