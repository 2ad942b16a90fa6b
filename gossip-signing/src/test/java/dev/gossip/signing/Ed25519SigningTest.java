package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.testkit.contract.MessageSigningContract;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519SigningTest extends MessageSigningContract {
  @Override
  protected MessageSigning.Factory factory() {
    return context -> signing(new StrictVerifier(), context);
  }

  @Test
  void batchNeedsOnlyOneSignatureVerification() {
    AtomicInteger verifications = new AtomicInteger();
    StrictVerifier strict = new StrictVerifier();
    MessageSigning receiver =
        signing(
            (key, statement, signature) -> {
              verifications.incrementAndGet();
              return strict.isValid(key, statement, signature);
            },
            new ManualSigningContext(2));
    MessageSigning sender = signing(strict, new ManualSigningContext(1));
    AuthorId author = sender.author();
    List<ByteString> messages = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      messages.add(ByteString.copyFromUtf8("message " + i));
    }
    List<ByteString> signatures = sender.sign(messages);

    for (int i = 0; i < 64; i++) {
      ByteString shared = receiver.batchSignature(signatures.get(i));
      assertThat(shared).isEqualTo(signatures.get(0).substring(0, 64));
      assertThat(receiver.isProven(author, shared)).isEqualTo(i > 0);
      assertThat(receiver.verify(author, messages.get(i), signatures.get(i))).isTrue();
      assertThat(receiver.verify(author, messages.get(i).concat(shared), signatures.get(i)))
          .isFalse();
    }

    assertThat(verifications).as("verifications, including the bad signatures").hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 33, 1_000})
  void keyOfAnotherLengthIsMalformed(int bytes) {
    MessageSigning signing = signing(new StrictVerifier(), new ManualSigningContext(1));
    ByteString signature = signing.sign(List.of(ByteString.EMPTY)).get(0);

    assertThat(signing.isWellFormed(signing.author(), signature)).isTrue();
    AuthorId other = new AuthorId(ByteString.copyFrom(new byte[bytes]));
    assertThat(signing.isWellFormed(other, signature)).isFalse();
    assertThat(signing.verify(other, ByteString.EMPTY, signature)).isFalse();
    assertThat(signing.isProven(other, signature)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 65, 96, 98, 1_000})
  void signatureOfAnotherLengthIsMalformed(int bytes) {
    MessageSigning signing = signing(new StrictVerifier(), new ManualSigningContext(1));

    ByteString other = ByteString.copyFrom(new byte[bytes]);
    assertThat(signing.isWellFormed(signing.author(), other)).isFalse();
    assertThat(signing.verify(signing.author(), ByteString.EMPTY, other)).isFalse();
    assertThat(signing.isProven(signing.author(), signing.batchSignature(other))).isFalse();
  }

  private static MessageSigning signing(SignatureVerifier verifier, SigningContext context) {
    return new Ed25519Signing(
        AuthorKey.generate(context.random()), verifier, Trust.OPEN, 64, context);
  }
}
