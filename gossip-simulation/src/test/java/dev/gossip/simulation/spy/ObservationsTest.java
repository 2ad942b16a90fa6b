package dev.gossip.simulation.spy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Message ids are found at any position of a control frame. */
class ObservationsTest {
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Revealed> revealed = new ArrayList<>();
  private final Observations observations =
      new Observations(
          (id, watcher, from) -> revealed.add(new Revealed(id, watcher, from)),
          (id, node, from, duplicate) -> {});
  private final MessageId message = publish();
  private final MessageId other = publish();

  private record Revealed(MessageId id, int watcher, int from) {}

  private MessageId publish() {
    MessageId id = new MessageId(bytes(32).toByteArray());
    observations.published(id);
    return id;
  }

  private ByteString bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  @Test
  void idIsFoundAmongOtherBytes() {
    ByteString id = message.bytes();
    observations.control(1, 0, bytes(7).concat(id).concat(bytes(3)));
    observations.control(2, 1, bytes(1).concat(other.bytes()).concat(bytes(2)).concat(id));

    assertThat(revealed)
        .containsExactly(
            new Revealed(message, 1, 0), new Revealed(other, 2, 1), new Revealed(message, 2, 1));
  }

  @Test
  void partOfAnIdIsNotAnObservation() {
    ByteString id = message.bytes();
    observations.control(1, 0, id.substring(0, 31));
    observations.control(1, 0, id.substring(1));
    observations.control(1, 0, id.substring(0, 31).concat(bytes(40)));

    assertThat(revealed).isEmpty();
  }
}
