package dev.gossip.core.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.peer.HelloExchange;
import dev.gossip.core.engine.spec.ChannelTables;
import dev.gossip.core.proto.Content;
import dev.gossip.core.proto.Control;
import dev.gossip.core.proto.Hello;
import dev.gossip.core.proto.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** For any bytes, a decoder returns a result or reports them as malformed; it never fails. */
@Timeout(60)
class MalformedBytesTest {
  private static final long SEED = Long.getLong("gossip.seed", 20_260_731);
  private static final long NOW = 1_700_000_000_000L;
  private static final PeerAddress RECEIVER = PeerAddress.parse("192.0.2.1:5000");
  private static final int ROUNDS = 100_000;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final MessageCodec codec = new MessageCodec("test");
  private final HelloExchange exchange =
      new HelloExchange("test", ChannelTables.relay("relay.one"), "signing.one");
  private int decoded;
  private int malformed;

  /** Decodes bytes from the wire. */
  @FunctionalInterface
  private interface Decoder {
    void decode(ByteString bytes) throws InvalidProtocolBufferException;
  }

  private GossipMessage message() {
    return codec.compose(
        new AuthorId(ByteString.copyFromUtf8("key")),
        "news",
        random.nextLong(),
        1_700_000_000_000L,
        300_000,
        ByteString.copyFromUtf8("hello"));
  }

  @Test
  void contentDecodesToAMessageOrIsMalformed() {
    check(
        List.of(message().signedBytes(), message().signedBytes()),
        bytes -> {
          GossipMessage message = codec.decode(codec.id(bytes), bytes, bytes);
          assertThat(message.signedBytes()).isEqualTo(bytes);
          assertReadAsProtobufDoes(message, bytes);
          assertThat(message.topic().length()).isLessThanOrEqualTo(GossipMessage.MAX_TOPIC_BYTES);
        });
  }

  @Test
  void payloadFrameHasContentOrIsMalformed() {
    check(
        List.of(
            Frames.payload(message(), ByteString.EMPTY),
            Frames.payload(
                message().withSignature(ByteString.copyFrom(new byte[64])),
                ByteString.copyFromUtf8("a header"))),
        bytes -> {
          PayloadFrame payload = PayloadFrame.of(bytes);
          Payload parsed = parse(Payload.parser(), bytes.substring(1));
          assertThat(payload.header()).isEqualTo(parsed.getHeader());
          assertThat(payload.content()).isEqualTo(parsed.getContent());
          assertThat(payload.signature()).isEqualTo(parsed.getSignature());
          ByteString content = payload.content();
          assertThat(codec.decode(codec.id(content), content, payload.signature())).isNotNull();
        });
  }

  private static <T> T parse(Parser<T> parser, ByteString bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("read without an error, but malformed for protobuf", e);
    }
  }

  private static void assertReadAsProtobufDoes(GossipMessage message, ByteString bytes) {
    Content parsed = parse(Content.parser(), bytes);
    ByteString author = parsed.getAuthor();
    String topic = parsed.getTopic();
    assertThat(message.author()).isEqualTo(author.isEmpty() ? AuthorId.NONE : new AuthorId(author));
    assertThat(message.topic()).isEqualTo(topic.isEmpty() ? GossipMessage.DEFAULT_TOPIC : topic);
    assertThat(message.sequence()).isEqualTo(parsed.getSequence());
    assertThat(message.createdMillis()).isEqualTo(parsed.getCreatedMillis());
    assertThat(message.lifetimeMillis()).isEqualTo(parsed.getLifetimeMillis());
    assertThat(message.payload()).isEqualTo(parsed.getPayload());
  }

  @Test
  void controlFrameHasABodyOrIsMalformed() {
    check(
        List.of(
            Frames.control(0, ByteString.copyFromUtf8("body")),
            Frames.control(1 << 30, ByteString.copyFrom(new byte[300]))),
        bytes -> {
          Control control = Frames.body(Frames.CONTROL_PARSER, bytes);
          assertThat(control.getBody().size()).isLessThanOrEqualTo(bytes.size());
        });
  }

  @Test
  void helloCanBeComparedAndPrintedOrIsMalformed() {
    check(
        List.of(
            exchange.frame(true, false, NOW, RECEIVER),
            new HelloExchange(
                    "other\u009b\n".repeat(50), ChannelTables.relay("relay.two"), "signing.two")
                .frame(false, true, NOW, RECEIVER)),
        bytes -> {
          Hello hello = Frames.body(Frames.HELLO_PARSER, bytes);
          HelloExchange.Mismatch mismatch = exchange.compare(hello);
          if (mismatch != null) {
            assertPrintable(mismatch.textForThisNode() + mismatch.textForPeer());
          }
          String difference = exchange.signingDifference(hello);
          assertPrintable(difference == null ? "" : difference);
        });
  }

  private static void assertPrintable(String text) {
    assertThat(text).doesNotContainPattern("\\p{Cntrl}|\u009b").hasSizeLessThan(2_000);
  }

  private void check(List<ByteString> genuine, Decoder decoder) {
    for (int i = 0; i < ROUNDS; i++) {
      ByteString bytes = mutate(genuine);
      if (bytes.isEmpty()) {
        // An empty frame has no kind, so no decoder is called for it.
        continue;
      }
      try {
        decoder.decode(bytes);
        decoded++;
      } catch (InvalidProtocolBufferException e) {
        malformed++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "run with -Dgossip.seed=" + SEED + "; bytes " + hex(bytes) + " cause a failure", e);
      }
    }
    assertThat(decoded).as("decoded, with -Dgossip.seed=%s", SEED).isGreaterThan(ROUNDS / 20);
    assertThat(malformed).as("malformed, with -Dgossip.seed=%s", SEED).isGreaterThan(ROUNDS / 20);
  }

  private ByteString mutate(List<ByteString> genuine) {
    byte[] one = genuine.get(random.nextInt(genuine.size())).toByteArray();
    byte[] two = genuine.get(random.nextInt(genuine.size())).toByteArray();
    switch (random.nextInt(5)) {
      case 0 -> one = Arrays.copyOf(one, random.nextInt(one.length + 1));
      case 1 -> one = splice(one, one.length, two, random.nextInt(two.length + 1));
      case 2 -> one = splice(one, random.nextInt(one.length), two, random.nextInt(two.length));
      case 3 -> {
        one = new byte[random.nextInt(random.nextInt(100) == 0 ? 9_001 : 100)];
        random.nextBytes(one);
      }
      default -> {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
          one[random.nextInt(one.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return ByteString.copyFrom(one);
  }

  private static byte[] splice(byte[] one, int upTo, byte[] two, int from) {
    byte[] both = Arrays.copyOf(one, upTo + two.length - from);
    System.arraycopy(two, from, both, upTo, two.length - from);
    return both;
  }

  private static String hex(ByteString bytes) {
    return java.util.HexFormat.of().formatHex(bytes.toByteArray());
  }
}
