package dev.gossip.core.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.PeerRecords;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedPeerRecordsTest {
  private static final ByteString RECORD = ByteString.copyFromUtf8("record");

  private final PeerRecords records = new BoundedPeerRecords(Map.of());

  private static PeerId peer(int number) {
    return new PeerId(ByteBuffer.allocate(32).putInt(number).array());
  }

  @Test
  void recordIsKeptUntilItIsReplacedOrRemoved() {
    assertThat(records.get(peer(1))).isEmpty();
    records.put(peer(1), RECORD);
    assertThat(records.get(peer(1))).contains(RECORD);
    records.put(peer(1), ByteString.EMPTY);
    assertThat(records.get(peer(1))).contains(ByteString.EMPTY);
    records.remove(peer(1));
    records.remove(peer(1));
    assertThat(records.get(peer(1))).isEmpty();
  }

  @Test
  void recordThatWasWrittenLongestAgoIsEvictedFirst() {
    for (int i = 0; i < BoundedPeerRecords.MAX_RECORDS; i++) {
      records.put(peer(i), RECORD);
    }
    records.put(peer(0), RECORD);
    records.put(peer(BoundedPeerRecords.MAX_RECORDS), RECORD);

    assertThat(records.get(peer(0))).isPresent();
    assertThat(records.get(peer(1))).isEmpty();
    assertThat(records.get(peer(2))).isPresent();
  }

  @Test
  void recordThatIsTooLargeIsRejected() {
    records.put(peer(1), ByteString.copyFrom(new byte[PeerRecords.MAX_RECORD_BYTES]));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                records.put(
                    peer(1), ByteString.copyFrom(new byte[PeerRecords.MAX_RECORD_BYTES + 1])))
        .withMessageContaining("at most 1024 bytes, not 1025");
  }
}
