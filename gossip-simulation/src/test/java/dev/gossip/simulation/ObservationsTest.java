package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Message ids are found at any position of a control frame. */
class ObservationsTest {
  private static final int NODES = 4;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Map<MessageId, MessageRecord> messages = new HashMap<>();
  private final Observations observations = new Observations(messages::get, () -> 0);
  private final MessageRecord message = publish();
  private final MessageRecord other = publish();

  private MessageRecord publish() {
    MessageId id = new MessageId(bytes(32).toByteArray());
    MessageRecord record = new MessageRecord(id, 0, 0, NODES);
    messages.put(id, record);
    observations.published(id);
    return record;
  }

  private ByteString bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  @Test
  void idIsFoundAmongOtherBytes() {
    ByteString id = message.id().bytes();
    observations.control(new Observation(1, 0, 5), bytes(7).concat(id).concat(bytes(3)));
    observations.control(
        new Observation(2, 1, 6), bytes(1).concat(other.id().bytes()).concat(bytes(2)).concat(id));

    assertThat(message.observations())
        .containsExactly(new Observation(1, 0, 5), new Observation(2, 1, 6));
    assertThat(other.observations()).containsExactly(new Observation(2, 1, 6));
  }

  @Test
  void partOfAnIdIsNotAnObservation() {
    ByteString id = message.id().bytes();
    observations.control(new Observation(1, 0, 5), id.substring(0, 31));
    observations.control(new Observation(1, 0, 5), id.substring(1));
    observations.control(new Observation(1, 0, 5), id.substring(0, 31).concat(bytes(40)));

    assertThat(message.observations()).isEmpty();
  }

  @Test
  void onlyTheFirstObservationCountsAndNoneAtTheOrigin() {
    observations.payload(new Observation(1, 0, 5), message.id());
    observations.payload(new Observation(1, 2, 6), message.id());
    observations.payload(new Observation(0, 1, 7), message.id());

    assertThat(message.observations()).containsExactly(new Observation(1, 0, 5));
  }

  @Test
  void firstObservationOfEachSupernodeLinkCounts() {
    observations.payload(new Observation(NODES, 0, 5), message.id());
    observations.payload(new Observation(NODES, 1, 6), message.id());
    observations.payload(new Observation(NODES + 1, 1, 7), message.id());
    observations.payload(new Observation(NODES, 1, 8), message.id());

    assertThat(message.observations())
        .extracting(Observation::timeNanos)
        .containsExactly(5L, 6L, 7L);
  }
}
