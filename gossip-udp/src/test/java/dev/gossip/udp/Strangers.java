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
 * Minimal peers without an engine, which link to one node from arbitrary addresses. They answer its
 * HELLO with a copy of it, answer pings, and send nothing else.
 */
final class Strangers {
  private static final byte HELLO_FRAME = 1;
  private static final long CONNECTION_ID = 4711;

  private final ManualNetwork network;
  private final PeerAddress node;
  // Connection id chosen by the node, by stranger address; 0 before its accept.
  private final Map<PeerAddress, Long> links = new LinkedHashMap<>();

  /** Derives the HELLO of the strangers from the node's HELLO. */
  UnaryOperator<Hello> hello = theirs -> theirs;

  Strangers(ManualNetwork network, PeerAddress node) {
    this.network = network;
    this.node = node;
    network.rule(
        (from, to, datagram) -> {
          if (links.containsKey(to)) {
            reply(to, datagram);
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
    network.inject(from, node, DatagramCodec.connect(id, CONNECTION_ID));
  }

  /** Closes the link of a stranger. */
  void close(PeerAddress from) {
    long id = links.getOrDefault(from, 0L);
    network.inject(from, node, DatagramCodec.datagram(DatagramCodec.CLOSE, id, new byte[0]));
    links.remove(from);
  }

  /** Sends a data datagram without frames. */
  void sendEmptyData(PeerAddress from) {
    network.inject(from, node, DatagramCodec.data(links.getOrDefault(from, 0L), List.of()));
  }

  private void reply(PeerAddress at, byte[] datagram) {
    try {
      switch (DatagramCodec.type(datagram)) {
        case DatagramCodec.ACCEPT -> {
          long id = DatagramCodec.greeting(datagram).getConnectionId();
          links.put(at, id);
          network.inject(at, node, DatagramCodec.ping(id));
        }
        case DatagramCodec.PING ->
            network.inject(
                at,
                node,
                DatagramCodec.datagram(
                    DatagramCodec.PONG, links.getOrDefault(at, 0L), new byte[0]));
        case DatagramCodec.DATA -> replyToHello(at, datagram);
        default -> {}
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private void replyToHello(PeerAddress at, byte[] datagram) throws InvalidProtocolBufferException {
    List<ByteString> frames = DatagramCodec.frames(datagram);
    // One without frames acknowledges, or probes the path.
    ByteString frame = frames.isEmpty() ? ByteString.EMPTY : frames.get(0);
    if (!frame.isEmpty() && frame.byteAt(0) == HELLO_FRAME) {
      Hello theirs = Hello.parseFrom(frame.substring(1));
      Hello own = hello.apply(theirs).toBuilder().setHeardYou(true).setAnswerMe(false).build();
      network.inject(
          at,
          node,
          DatagramCodec.data(
              links.getOrDefault(at, 0L), List.of(DatagramCodec.frame(HELLO_FRAME, own))));
    }
  }
}
