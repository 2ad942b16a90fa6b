package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.noise.Session.OpenResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {

  @ParameterizedTest
  @EnumSource
  void packetsOpenAtTheOtherEndInBothDirections(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher);
    for (int length = 0; length < 40; length++) {
      SealedPacket there = pair.dialer().seal(length);
      SealedPacket back = pair.acceptor().seal(length);

      assertThat(there.bytes()).hasSize(SessionPair.HEADER + length + 16);
      assertThat(pair.acceptor().open(there)).isEqualTo(OpenResult.OPENED);
      assertThat(pair.dialer().open(back)).isEqualTo(OpenResult.OPENED);
    }
  }
}
