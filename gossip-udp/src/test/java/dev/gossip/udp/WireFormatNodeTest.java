package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import dev.gossip.udp.proto.Greeting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The test vectors of {@code docs/wire-format.md} are enough to act as the peer of a node. */
class WireFormatNodeTest {
  private static final PeerAddress STRANGER = ManualNetwork.address(5000);
  private static final int HEADER_BYTES = 20;

  private final ManualNetwork network = ManualNetwork.plain(5);
  private final List<ByteString> answers = new ArrayList<>();

  @Test
  void peerThatSendsTheDocumentedVectorsIsAcceptedAndItsMessageDelivered() throws IOException {
    WireVectors vectors = WireVectors.read();
    network.rule((from, to, datagram) -> answers.add(ByteString.copyFrom(datagram)));
    TestNode node = network.start(5010);
    // Runs until the clock reaches the time in the vectors.
    network.runFor(Duration.ofSeconds(5));

    send(node, vectors.get("datagram-connect"));
    ByteString accept = answers.get(0);
    Greeting greeting = Greeting.parseFrom(accept.substring(HEADER_BYTES));
    assertThat(accept.substring(0, HEADER_BYTES))
        .isEqualTo(vectors.get("datagram-accept").substring(0, HEADER_BYTES));

    send(node, withConnectionId(vectors.get("datagram-data-hello"), greeting.getConnectionId()));
    assertThat(endsWith(answers.get(answers.size() - 1), vectors.get("frame-hello-answer")))
        .as("the last datagram ends in the answer to the HELLO")
        .isTrue();
    assertThat(node.peers()).isEmpty();

    send(node, withConnectionId(vectors.get("datagram-data-payload"), greeting.getConnectionId()));
    assertThat(node.peers()).containsExactly(STRANGER.port());
    assertThat(node.eventsOf(NodeEvent.Delivered.class))
        .singleElement()
        .satisfies(
            delivered -> {
              assertThat(delivered.message().payload().toStringUtf8()).isEqualTo("hello");
              assertThat(delivered.message().id().bytes()).isEqualTo(vectors.get("id"));
            });
  }

  private void send(TestNode to, ByteString datagram) {
    network.inject(STRANGER, to.address, datagram.toByteArray());
    network.runFor(Duration.ofMillis(10));
  }

  /** Returns the datagram with the connection id that the receiver has chosen. */
  private static ByteString withConnectionId(ByteString datagram, long connectionId) {
    byte[] bytes = datagram.toByteArray();
    ByteBuffer.wrap(bytes).putLong(4, connectionId);
    return ByteString.copyFrom(bytes);
  }

  private static boolean endsWith(ByteString datagram, ByteString frame) {
    return datagram.substring(datagram.size() - frame.size()).equals(frame);
  }
}
