package dev.gossip.simulation.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.simulation.wire.FaultCounter;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The receive buffer of a paused node. */
class ReceiveBufferTest {
  private static final PeerAddress FROM = new PeerAddress("192.0.2.1", 5000);

  @Test
  void bufferKeepsFourMebibytesAndNoMore() {
    ReceiveBuffer buffer = new ReceiveBuffer(new FaultCounter("pause"));
    for (int i = 0; i < 64; i++) {
      assertThat(buffer.add(FROM, ByteBuffer.allocate(1 << 16), i % 2 == 0)).isTrue();
    }

    assertThat(buffer.add(FROM, ByteBuffer.allocate(1), true)).isFalse();
    assertThat(buffer.work()).isEqualTo(32);
  }
}
