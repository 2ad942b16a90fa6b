package dev.gossip.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class GossipMessageTest {
  private static final ByteString SIGNATURE = ByteString.copyFromUtf8("signature");

  @Test
  void withSignatureChangesTheSignatureAndNothingElse() {
    GossipMessage unsigned =
        GossipMessage.builder(id(1))
            .author(new AuthorId(ByteString.copyFromUtf8("author")))
            .topic("topic")
            .sequence(2)
            .createdMillis(3)
            .lifetimeMillis(4)
            .payload(ByteString.copyFromUtf8("payload"))
            .signedBytes(ByteString.copyFromUtf8("signed bytes"))
            .build();

    GossipMessage signed = unsigned.withSignature(SIGNATURE);

    assertThat(signed.signature()).isEqualTo(SIGNATURE);
    assertThat(unsigned.signature()).isEqualTo(ByteString.EMPTY);
    // Compared field by field, because messages with equal ids are equal.
    assertThat(signed)
        .usingRecursiveComparison()
        .ignoringFields("signature")
        .withStrictTypeChecking()
        .isEqualTo(unsigned);
    assertThat(signed.author().hex()).isEqualTo("617574686f72");
    assertThat(signed.topic()).isEqualTo("topic");
    assertThat(signed.sequence()).isEqualTo(2);
    assertThat(signed.createdMillis()).isEqualTo(3);
    assertThat(signed.lifetimeMillis()).isEqualTo(4);
    assertThat(signed.payload().toStringUtf8()).isEqualTo("payload");
    assertThat(signed.signedBytes().toStringUtf8()).isEqualTo("signed bytes");
  }

  @Test
  void frameMustHaveTheSignedBytesBehindItsKind() {
    ByteString frame = ByteString.copyFromUtf8("?signed bytes");
    GossipMessage.Builder builder = GossipMessage.builder(id(1));

    GossipMessage message = builder.frame(frame, 1, 7, 5, 2).build();

    assertThat(message.signedBytes().toStringUtf8()).isEqualTo("signed");
    assertThat(message.payload().toStringUtf8()).isEqualTo("ed");
    assertThat(message.payloadSize()).isEqualTo(2);
    assertThat(message.frame()).isSameAs(frame);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> builder.frame(frame, 1, frame.size() + 1, 1, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> builder.frame(frame, 0, 6, 1, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> builder.frame(frame, 1, 7, 6, 2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> builder.frame(frame, 1, 7, 0, 2));
  }

  @Test
  void messageWithAnotherSignatureHasNoFrame() {
    ByteString frame = ByteString.copyFromUtf8("?signed bytes");
    GossipMessage framed =
        GossipMessage.builder(id(1))
            .author(new AuthorId(ByteString.copyFromUtf8("author")))
            .frame(frame, 1, frame.size(), 8, 5)
            .build();
    GossipMessage signed = framed.withSignature(ByteString.copyFromUtf8("other"));

    assertThat(framed.withoutAuthor().frame()).isSameAs(frame);
    assertThat(framed.withoutAuthor().payload().toStringUtf8()).isEqualTo("bytes");
    assertThat(signed.frame()).as("it has not that signature").isEmpty();
    assertThat(signed.signedBytes().toStringUtf8()).isEqualTo("signed bytes");
    assertThat(signed.signedSize()).isEqualTo(12);
    assertThat(signed.payload().toStringUtf8()).isEqualTo("bytes");
    assertThat(signed.withoutAuthor().withSignature(SIGNATURE).payload().toStringUtf8())
        .isEqualTo("bytes");
    assertThat(signed.withSignature(ByteString.EMPTY).frame()).isEmpty();
  }

  @Test
  void payloadThatIsGivenByItselfIsInNoFrame() {
    GossipMessage.Builder builder =
        GossipMessage.builder(id(1))
            .payload(ByteString.copyFromUtf8("payload"))
            .frame(ByteString.copyFromUtf8("?signed bytes"), 1, 7, 1, 2);

    assertThat(builder.build().payload().toStringUtf8()).isEqualTo("si");
    GossipMessage message = builder.payload(ByteString.copyFromUtf8("another")).build();
    assertThat(message.payload().toStringUtf8()).isEqualTo("another");
    assertThat(message.payloadSize()).isEqualTo(7);
    assertThat(message.signedBytes().toStringUtf8()).isEqualTo("signed");
    assertThat(message.frame()).isEmpty();
    assertThat(builder.payload(ByteString.EMPTY).build().payload()).isEmpty();
  }

  @Test
  void otherSignedBytesLeaveThePayloadOfAFrameAsItIs() {
    GossipMessage message =
        GossipMessage.builder(id(1))
            .frame(ByteString.copyFromUtf8("?signed bytes"), 1, 13, 8, 5)
            .signedBytes(ByteString.copyFromUtf8("short"))
            .build();

    assertThat(message.signedBytes().toStringUtf8()).isEqualTo("short");
    assertThat(message.payload().toStringUtf8()).isEqualTo("bytes");
    assertThat(message.frame()).isEmpty();
  }

  @Test
  void unsetFieldsAreEmptyOrTheDefault() {
    GossipMessage message = GossipMessage.builder(id(1)).build();

    assertThat(message.author()).isEqualTo(AuthorId.NONE);
    assertThat(message.topic()).isEqualTo("main");
    assertThat(message.sequence()).isZero();
    assertThat(message.payload()).isEqualTo(ByteString.EMPTY);
    assertThat(message.signature()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void messagesAreEqualIfTheirIdsAre() {
    GossipMessage message = GossipMessage.builder(id(1)).build();

    assertThat(message)
        .isEqualTo(message.withSignature(SIGNATURE))
        .hasSameHashCodeAs(message.withSignature(SIGNATURE))
        .isNotEqualTo(GossipMessage.builder(id(2)).build());
  }

  private static MessageId id(int first) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) first;
    return new MessageId(bytes);
  }
}
