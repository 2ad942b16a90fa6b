package dev.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NotReadyExceptionTest {

  @Test
  void copyFromAStreamStillNamesThePeersInItsMessage() throws Exception {
    SortedMap<PeerAddress, String> unreached = new TreeMap<>();
    unreached.put(new PeerAddress("192.0.2.1", 5000), "no answer");
    NotReadyException copy =
        copyOf(new NotReadyException(Duration.ofSeconds(1), unreached, "no peers"));

    assertThat(copy).hasMessageContaining("192.0.2.1:5000: no answer");
    assertThat(copy.unreached()).isEmpty();
  }

  private static NotReadyException copyOf(NotReadyException original)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (NotReadyException) in.readObject();
    }
  }
}
