package dev.gossip.udp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.datagram.AcksCodec;
import dev.gossip.udp.datagram.DataBody;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DamagedNumbersTest {
  private static final long DAMAGED = 1L << 40;

  private final Arrivals arrivals = new Arrivals();

  @Test
  void damagedNumberIsForgottenAfterEightNumbersBelowTheWindow() throws MalformedException {
    arrivals.add(1, 0);
    arrivals.add(DAMAGED, 0);
    for (int number = 2; number <= 2 + Arrivals.MAX_TOO_LOW; number++) {
      arrivals.add(number, 0);
    }

    AcksCodec.Received acks = acks();
    assertThat(acks.highest()).isEqualTo(2 + Arrivals.MAX_TOO_LOW);
    assertThat(acks.runs()).containsExactly(2);
  }

  @Test
  void fewerLateNumbersChangeNothing() throws MalformedException {
    arrivals.add(10_000, 0);
    for (int round = 0; round < 10; round++) {
      for (int number = 1; number < Arrivals.MAX_TOO_LOW; number++) {
        arrivals.add(number, 0);
      }
      arrivals.add(10_001 + round, 0);
    }

    AcksCodec.Received acks = acks();
    assertThat(acks.highest()).isEqualTo(10_010);
    assertThat(acks.runs()).containsExactly(11);
  }

  @Test
  void numberDamagedByLittleIsForgottenWhenALowerOneArrivesMuchLater() throws MalformedException {
    arrivals.add(1, 0);
    arrivals.add(1 | 1 << 8, 0);
    arrivals.add(2, Arrivals.OVERTAKEN_NANOS);
    assertThat(acks().highest()).isEqualTo(257);

    arrivals.add(3, Arrivals.OVERTAKEN_NANOS + 1);
    assertThat(acks().highest()).isEqualTo(3);
  }

  @Test
  void numberDamagedByMuchIsForgottenWhenALowerOneArrivesMuchLater() throws MalformedException {
    arrivals.add(1, 0);
    arrivals.add(DAMAGED, 0);
    arrivals.add(2, Arrivals.OVERTAKEN_NANOS);
    assertThat(acks().highest()).isEqualTo(DAMAGED);

    arrivals.add(3, Arrivals.OVERTAKEN_NANOS + 1);
    assertThat(acks().highest()).isEqualTo(3);
  }

  private AcksCodec.Received acks() throws MalformedException {
    ByteBuffer body = ByteBuffer.allocate(AcksCodec.MAX_BYTES);
    arrivals.put(body, FlowEnd.newNode(), 2 * Arrivals.OVERTAKEN_NANOS);
    AcksCodec.Received acks = DataBody.of(ByteString.copyFrom(body.flip())).acks();
    assertThat(acks).isNotNull();
    return Objects.requireNonNull(acks);
  }
}
