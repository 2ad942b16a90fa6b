package dev.gossip.udp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.core.proto.Hello;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Ends without a node behind them, which link to one node from any address: they say what it says
 * in its HELLO, answer pings, and send nothing else.
 */
final class Strangers {
  private static final byte HELLO_FRAME = 1;
  private static final long CONNECTION_ID = 4711;

  private final ManualNetwork world;
  private final PeerAddress node;
  // By address: the connection id that the node chose; 0 before its accept.
  private final Map<PeerAddress, Long> links = new LinkedHashMap<>();

  /** What they say instead of what the node says. */
  UnaryOperator<Hello> hello = theirs -> theirs;

  Strangers(ManualNetwork world, PeerAddress node) {
    this.world = world;
    this.node = node;
    world.rule(
        (from, to, datagram) -> {
          if (links.containsKey(to)) {
            answer(to, datagram);
          }
          return true;
        });
  }

  static ByteString id(int number) {
    byte[] id = new byte[32];
    Arrays.fill(id, (byte) number);
    id[0] = (byte) (number >> 8);
    return ByteString.copyFrom(id);
  }

  void connect(PeerAddress from, ByteString id) {
    links.put(from, 0L);
    world.inject(from, node, Wire.connect(id, CONNECTION_ID));
  }

  /** The stranger forgets its link and says so. */
  void close(PeerAddress from) {
    long id = links.getOrDefault(from, 0L);
    world.inject(from, node, Wire.datagram(Wire.CLOSE, id, new byte[0]));
    links.remove(from);
  }

  /** A data datagram without a frame. */
  void sendNoFrames(PeerAddress from) {
    world.inject(from, node, Wire.data(links.getOrDefault(from, 0L), List.of()));
  }

  private void answer(PeerAddress at, byte[] datagram) {
    try {
      switch (Wire.type(datagram)) {
        case Wire.ACCEPT -> {
          long id = Wire.greeting(datagram).getConnectionId();
          links.put(at, id);
          world.inject(at, node, Wire.ping(id));
        }
        case Wire.PING ->
            world.inject(
                at, node, Wire.datagram(Wire.PONG, links.getOrDefault(at, 0L), new byte[0]));
        case Wire.DATA -> answerHello(at, datagram);
        default -> {}
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answerHello(PeerAddress at, byte[] datagram) throws InvalidProtocolBufferException {
    ByteString frame = Wire.frames(datagram).get(0);
    if (frame.byteAt(0) == HELLO_FRAME) {
      Hello theirs = Hello.parseFrom(frame.substring(1));
      Hello own = hello.apply(theirs).toBuilder().setHeardYou(true).setAnswerMe(false).build();
      world.inject(
          at, node, Wire.data(links.getOrDefault(at, 0L), List.of(Wire.frame(HELLO_FRAME, own))));
    }
  }
}
