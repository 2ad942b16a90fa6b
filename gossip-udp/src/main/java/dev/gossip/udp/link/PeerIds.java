package dev.gossip.udp.link;

import dev.gossip.api.PeerId;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.proto.Greeting;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** The ids of nodes in greetings. */
final class PeerIds {
  private static final int ID_BYTES = 32;

  private PeerIds() {}

  /** The id that the sender of a greeting claims. */
  static PeerId of(Greeting greeting) throws MalformedException {
    if (greeting.getNodeId().size() != ID_BYTES || greeting.getConnectionId() == 0) {
      throw new MalformedException("not a greeting");
    }
    return new PeerId(greeting.getNodeId().toByteArray());
  }

  /** An id for a peer that claims the id of another one. */
  static PeerId random(RandomGenerator random) {
    ByteBuffer bytes = ByteBuffer.allocate(ID_BYTES);
    while (bytes.hasRemaining()) {
      bytes.putLong(random.nextLong());
    }
    return new PeerId(bytes.array());
  }
}
