package dev.gossip.discovery.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressListTest {
  private static final String FORM =
      "write host:port with a port from 1 to 65535, as in 10.0.0.5:7400";

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
            "line 1: '10.0.0.1' is not an address; " + FORM,
            "line 3: '10.0.0.3:0' needs a port other than 0",
            "line 4: '?x y:1' is not an address; " + FORM);
  }

  @Test
  void wildcardsAndIdsAreReportedWithARemedy() {
    AddressList list = AddressList.parse("0.0.0.0:7400\n[::]:7400\nabc@127.0.0.1:7500\n");

    assertThat(list.addresses()).isEmpty();
    assertThat(list.badLines())
        .containsExactly(
            "line 1: '0.0.0.0:7400' is a wildcard, an address to listen at; write the node's own"
                + " address",
            "line 2: '[::]:7400' is a wildcard, an address to listen at; write the node's own"
                + " address",
            "line 3: 'abc@127.0.0.1:7500' names an id, which a file of addresses cannot have;"
                + " write host:port, or make it a peer");
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
