package dev.gossip.udp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.datagram.AcksCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which parts of an idle flow are kept. */
class KeptPartsTest {
  private static final long DELAY = 10_000_000;

  private final FlowEnd alice = new FlowEnd(1_200, 2 * DELAY, 0);

  private void exchange(Priority priority) {
    alice.flow.add(ByteString.copyFrom(new byte[20]), priority, 0);
    alice.send(0);
    AcksCodec.Received all =
        new AcksCodec.Received(alice.number, 0, new int[] {(int) alice.number});
    assertThat(alice.flow.onAcks(all, alice.number, DELAY)).isTrue();
  }

  @Test
  void queueOfAMessageIsKeptForTheNextOne() {
    exchange(Priority.OWN);
    List<Object> before = new ArrayList<>();
    assertThat(alice.flow)
        .extracting("waiting.queue", "underWay")
        .doesNotContainNull()
        .satisfies(before::addAll);
    alice.onTime(DELAY);
    assertThat(alice.flow)
        .extracting("waiting.queue", "underWay")
        .containsExactlyElementsOf(before);
  }

  @Test
  void queueOfControlFramesIsNotKept() {
    exchange(Priority.CONTROL);
    alice.onTime(DELAY);
    assertThat(alice.flow).extracting("waiting.queue", "underWay").containsOnlyNulls();
  }
}
