package dev.gossip.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.PeerAddress;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {
  @Test
  void hostsAndServicesAreDistinguished() {
    assertThat(DnsName.parseAll(" a.example:1 ,_gossip._udp.b.example., a.example:1,, [::1]:2"))
        .containsExactly(
            new DnsName.Host(PeerAddress.parse("a.example:1")),
            new DnsName.Service("_gossip._udp.b.example."),
            new DnsName.Host(PeerAddress.parse("[::1]:2")));
    assertThat(DnsName.parseAll(" ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example",
        "a.example:0",
        "_gossip._tcp.example",
        "_gossip.example:1",
        "_g._udp",
        "a b:1",
        "_g._udp.a/b",
        "_g._udp..a"
      })
  void malformedNamesAreRefusedWithTheNameInTheMessage(String name) {
    assertThatThrownBy(() -> DnsName.parseAll("ok.example:1," + name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name.replace(":1", ""));
  }

  @Test
  void moreThanSixteenNamesAreRefused() {
    String names =
        IntStream.range(0, 17)
            .mapToObj(i -> "n" + i + ".example:1")
            .collect(Collectors.joining(","));

    assertThatThrownBy(() -> DnsName.parseAll(names)).hasMessageContaining("16 are the limit");
  }
}
