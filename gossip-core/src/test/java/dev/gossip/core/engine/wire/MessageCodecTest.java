package dev.gossip.core.engine.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.proto.Content;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
  private static final AuthorId AUTHOR = new AuthorId(ByteString.copyFromUtf8("a public key"));
  private static final ByteString PAYLOAD = ByteString.copyFromUtf8("hello");
  private static final ByteString SIGNATURE = ByteString.copyFromUtf8("signature");

  private final MessageCodec codec = new MessageCodec("test");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 900, 2_048, 5_000})
  void idIsTheDigestOfDomainNetworkAndSignedBytes(int size) throws GeneralSecurityException {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) i;
    }
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update("gossip message id v1\0test\0".getBytes(UTF_8));

    MessageId expected = new MessageId(sha256.digest(content));

    assertThat(codec.id(ByteString.copyFrom(content))).isEqualTo(expected);
    assertThat(codec.id(ByteString.copyFrom(content))).as("second call").isEqualTo(expected);
  }

  @Test
  void idOfEmptyContentMatchesAnotherImplementation() {
    // printf 'gossip message id v1\0test\0' | sha256sum
    assertThat(codec.id(ByteString.EMPTY).hex())
        .isEqualTo("ac886c67760f7ffaa9cd0474ab4e824f2b557b38e38c79b41e4fdc852a507db8");
  }

  @Test
  void idDependsOnTheNetwork() {
    assertThat(codec.id(PAYLOAD)).isNotEqualTo(new MessageCodec("test2").id(PAYLOAD));
  }

  @Test
  void composedMessageCanBeDecoded() throws InvalidProtocolBufferException {
    GossipMessage composed =
        codec.compose(AUTHOR, "news", -1, 1_700_000_000_000L, 300_000, PAYLOAD);

    GossipMessage decoded = codec.decode(composed.id(), composed.signedBytes(), SIGNATURE);

    assertThat(composed.id()).isEqualTo(codec.id(composed.signedBytes()));
    assertThat(composed.signature()).isEqualTo(ByteString.EMPTY);
    assertThat(decoded.id()).isEqualTo(composed.id());
    assertThat(decoded.author()).isEqualTo(AUTHOR);
    assertThat(decoded.topic()).isEqualTo("news");
    assertThat(decoded.sequence()).isEqualTo(-1);
    assertThat(decoded.createdMillis()).isEqualTo(1_700_000_000_000L);
    assertThat(decoded.lifetimeMillis()).isEqualTo(300_000);
    assertThat(decoded.payload()).isEqualTo(PAYLOAD);
    assertThat(decoded.signedBytes()).isEqualTo(composed.signedBytes());
    assertThat(decoded.signature()).isEqualTo(SIGNATURE);
  }

  @Test
  void defaultTopicIsNotEncoded() throws InvalidProtocolBufferException {
    GossipMessage composed = codec.compose(AuthorId.NONE, "main", 1, 2, 3, PAYLOAD);

    assertThat(Content.parseFrom(composed.signedBytes()).getTopic()).isEmpty();
    GossipMessage decoded = codec.decode(composed.id(), composed.signedBytes(), ByteString.EMPTY);
    assertThat(decoded.topic()).isEqualTo("main");
    assertThat(decoded.author()).isEqualTo(AuthorId.NONE);
    assertThat(decoded.signature()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void decodedMessageKeepsBytesOfUnknownFields() throws InvalidProtocolBufferException {
    // Field 100, which a later version may add: id and signature cover it as well.
    ByteString received =
        codec
            .compose(AuthorId.NONE, "news", 1, 2, 3, PAYLOAD)
            .signedBytes()
            .concat(ByteString.copyFrom(new byte[] {(byte) 0xa0, 6, 1}));

    GossipMessage decoded = codec.decode(codec.id(received), received, ByteString.EMPTY);

    assertThat(decoded.signedBytes()).isEqualTo(received);
    assertThat(decoded.payload()).isEqualTo(PAYLOAD);
  }

  @Test
  void truncatedContentIsMalformedOrAnotherMessage() {
    ByteString whole = codec.compose(AUTHOR, "news", 1, 2, 3, PAYLOAD).signedBytes();
    int malformed = 0;
    for (int length = 0; length < whole.size(); length++) {
      ByteString cut = whole.substring(0, length);
      try {
        // Content that is cut between two fields is a message without the later fields.
        GossipMessage decoded = codec.decode(codec.id(cut), cut, ByteString.EMPTY);
        assertThat(decoded.payload()).as("length %d", length).isEqualTo(ByteString.EMPTY);
      } catch (InvalidProtocolBufferException e) {
        malformed++;
      }
    }

    assertThat(malformed).isGreaterThan(whole.size() / 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a0568", // an author of 5 bytes, of which only 1 is present
        "12020aff", // a topic that is not UTF-8
        "0aff", // a length that does not end
        "00", // field 0, which does not exist
        "0c", // the end of a group that was never started
        "320168ff", // a message with malformed bytes after it
      })
  void malformedBytesAreRejected(String hex) {
    ByteString bytes = ByteString.fromHex(hex);

    assertThatExceptionOfType(InvalidProtocolBufferException.class)
        .isThrownBy(() -> codec.decode(codec.id(bytes), bytes, ByteString.EMPTY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0a0568", "0aff", "320568", "19", "20ff"})
  void contentDoesNotGoOnInTheSignatureBehindIt(String hex) throws InvalidProtocolBufferException {
    ByteString bytes = ByteString.fromHex(hex);
    PayloadFrame frame =
        PayloadFrame.of(
            Frames.payload(ByteString.EMPTY, bytes, ByteString.fromHex("01".repeat(9))));

    assertThatExceptionOfType(InvalidProtocolBufferException.class)
        .isThrownBy(() -> codec.decode(codec.id(bytes), frame, frame.frame()));
  }

  @Test
  void composedMessageHasTheFrameThatWouldBeEncoded() {
    GossipMessage composed = codec.compose(AuthorId.NONE, "news", 7, 2, 3, PAYLOAD);
    GossipMessage signed = composed.withSignature(SIGNATURE);

    assertThat(composed.frame())
        .isEqualTo(Frames.payload(ByteString.EMPTY, composed.signedBytes(), ByteString.EMPTY));
    assertThat(Frames.payload(composed, ByteString.EMPTY)).isSameAs(composed.frame());
    assertThat(Frames.payload(composed, SIGNATURE))
        .as("with a header")
        .isEqualTo(Frames.payload(SIGNATURE, composed.signedBytes(), ByteString.EMPTY));
    assertThat(signed.frame()).as("without the signature, it is of no use").isEmpty();
    assertThat(Frames.payload(signed, ByteString.EMPTY))
        .isEqualTo(Frames.payload(ByteString.EMPTY, composed.signedBytes(), SIGNATURE));
  }

  @Test
  void decodedMessageKeepsItsFrameAndHasNoOtherBytes() throws InvalidProtocolBufferException {
    GossipMessage sent = codec.compose(AUTHOR, "news", 1, 2, 3, PAYLOAD).withSignature(SIGNATURE);
    PayloadFrame arrived =
        PayloadFrame.of(Frames.payload(sent, ByteString.copyFromUtf8("a header")));
    ByteString copy = arrived.copyWithoutHeader();

    GossipMessage decoded = codec.decode(sent.id(), arrived, copy);

    assertThat(decoded.frame()).isEqualTo(Frames.payload(sent, ByteString.EMPTY));
    assertThat(decoded.signedBytes()).isEqualTo(sent.signedBytes());
    assertThat(decoded.signedSize()).isEqualTo(sent.signedSize());
    assertThat(decoded.signature()).isEqualTo(SIGNATURE);
    assertThat(decoded.author()).isEqualTo(AUTHOR);
    assertThat(decoded.payload()).isEqualTo(PAYLOAD);
    assertThat(decoded.withoutAuthor().frame()).as("relayed as it came").isEqualTo(decoded.frame());
  }

  @Test
  void tooLongTopicIsRejected() throws InvalidProtocolBufferException {
    // 32 letters of two bytes each are 64 bytes.
    ByteString longest = Content.newBuilder().setTopic("ä".repeat(32)).build().toByteString();
    ByteString tooLong = Content.newBuilder().setTopic("ä".repeat(32) + "a").build().toByteString();

    assertThat(codec.decode(codec.id(longest), longest, ByteString.EMPTY).topic()).hasSize(32);
    assertThatExceptionOfType(InvalidProtocolBufferException.class)
        .isThrownBy(() -> codec.decode(codec.id(tooLong), tooLong, ByteString.EMPTY));
  }
}
