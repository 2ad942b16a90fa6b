package dev.gossip.udp.datagram;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerId;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.proto.Greeting;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** The ids of nodes in greetings. */
public final class PeerIds {
  private static final int ID_BYTES = 32;

  private PeerIds() {}

  /** The id that the sender of a greeting claims. */
  public static PeerId of(Greeting greeting) throws MalformedException {
    if (greeting.getNodeId().size() != ID_BYTES || greeting.getConnectionId() == 0) {
      throw new MalformedException("not a greeting");
    }
    return new PeerId(greeting.getNodeId().toByteArray());
  }

  /** The connection id in a connect, positioned after the type; 0 if it is not a greeting. */
  public static long connectionId(ByteBuffer connect) {
    if (connect.limit() < Datagrams.HEADER_BYTES) {
      return 0;
    }
    ByteString body = ByteString.copyFrom(connect.duplicate().position(Datagrams.HEADER_BYTES));
    try {
      FieldScanner.requireWellFormed(body, 0);
      return Greeting.parseFrom(body).getConnectionId();
    } catch (InvalidProtocolBufferException e) {
      return 0;
    }
  }

  /** An id for a peer that claims the id of another one. */
  public static PeerId random(RandomGenerator random) {
    ByteBuffer bytes = ByteBuffer.allocate(ID_BYTES);
    while (bytes.hasRemaining()) {
      bytes.putLong(random.nextLong());
    }
    return new PeerId(bytes.array());
  }
}
