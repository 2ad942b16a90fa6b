package dev.gossip.api.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gossip.api.PeerAddress;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGroupTest {
  private static final Pattern LOCAL_IPV4 =
      Pattern.compile(
          "(?:10|127)\\..*|192\\.168\\..*|169\\.254\\..*|172\\.(?:1[6-9]|2\\d|3[01])\\..*"
              + "|100\\.(?:6[4-9]|[7-9]\\d|1[01]\\d|12[0-7])\\..*");

  @Test
  void ipv4AddressIsLocalOrInTheGroupOfItsFirstHalf() {
    for (int first = 0; first <= 255; first++) {
      for (int second = 0; second <= 255; second++) {
        String host = first + "." + second + ".7.8";
        boolean isLocal = LOCAL_IPV4.matcher(host).matches();
        assertThat(AddressGroup.of(new PeerAddress(host, 1)))
            .isEqualTo(
                new AddressGroup(isLocal ? host : first + "." + second + ".0.0/16", isLocal));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "::1, ::1, true",
    "fd00::1, fd00::1, true",
    "fe80::1%eth0, fe80::1%eth0, true",
    "2001:db8:1::1, 2001:db8::/32, false",
    "2001::1, 2001:0::/32, false",
    "::2, 0:0::/32, false"
  })
  void ipv6AddressIsLocalOrInTheGroupOfItsFirstQuarter(String host, String name, boolean isLocal) {
    assertThat(AddressGroup.of(new PeerAddress(host, 1)))
        .isEqualTo(new AddressGroup(name, isLocal));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "example.com", "www.example.com", "10.20.example.com"})
  void nameHasNoGroup(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressGroup.of(new PeerAddress(name, 1)))
        .withMessageContaining(name);
  }
}
