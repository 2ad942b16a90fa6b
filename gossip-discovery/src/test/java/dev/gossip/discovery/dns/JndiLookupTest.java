package dev.gossip.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JndiLookupTest {
  @Test
  void recordsOfANameServerAreRead() throws Exception {
    try (NameServer server = new NameServer()) {
      ServiceLookup.Found found = new JndiLookup(server.url()).lookUp("_gossip._udp.example");

      assertThat(found.failure()).isEmpty();
      assertThat(found.targets())
          .containsExactlyInAnyOrder(
              PeerAddress.parse("node-0.example.:7400"), PeerAddress.parse("node-1.example.:7401"));
    }
  }

  @Test
  void unknownNamesAndNamesWithoutRecordsAreFailures() throws Exception {
    try (NameServer server = new NameServer()) {
      JndiLookup lookup = new JndiLookup(server.url());

      assertThat(lookup.lookUp("_unknown._udp.example").failure()).isEqualTo("no such name");
      assertThat(lookup.lookUp("_none._udp.example").failure())
          .isEqualTo("it has no usable SRV record");
    }
  }

  @Test
  void recordGivesHostAndPort() {
    assertThat(JndiLookup.target("0 100 7400 node-0.nodes.example."))
        .contains(PeerAddress.parse("node-0.nodes.example.:7400"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 7400 .",
        "0 0 0 a.example.",
        "0 0 70000 a.example.",
        "0 0 7400",
        "",
        "0 0 x a.example.",
        "0 0 7400 a,b",
        "0 0 7400 a.example. more",
        "0 0 99999999999 a.example."
      })
  void recordsWithoutAUsableTargetAreLeftOut(String record) {
    assertThat(JndiLookup.target(record)).isEmpty();
  }
}
