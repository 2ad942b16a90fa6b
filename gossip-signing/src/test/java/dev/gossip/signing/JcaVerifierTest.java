package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureSpi;
import org.junit.jupiter.api.Test;

class JcaVerifierTest {

  @Test
  void jdkProviderGivesAllKnownAnswers() {
    JcaVerifier verifier = JcaVerifier.of("SunEC");

    assertThat(KnownAnswer.ALL).allMatch(known -> known.resultOf(verifier) == known.valid());
    assertThat(KnownAnswer.ALL)
        .allMatch(known -> known.resultOf(new StrictVerifier()) == known.valid());
  }

  @Test
  void providerThatAcceptsEverySignatureIsRejected() {
    Provider provider = new AcceptingProvider();
    Security.addProvider(provider);
    try {
      assertThatThrownBy(() -> JcaVerifier.of(provider.getName()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "provider 'AcceptAll' accepts a signature of another message; use bouncy-castle");
    } finally {
      Security.removeProvider(provider.getName());
    }
  }

  @Test
  void signatureForWhichTheProviderThrowsIsNotValid() {
    Provider provider = new ThrowingProvider();
    Security.addProvider(provider);
    try {
      JcaVerifier verifier = JcaVerifier.of(provider.getName());
      KnownAnswer known = KnownAnswer.ALL.get(0);

      assertThat(known.resultOf(verifier)).isTrue();
      assertThat(verifier.isValid(known.publicKey(), new byte[] {1, 2}, known.signature()))
          .isFalse();
    } finally {
      Security.removeProvider(provider.getName());
    }
  }

  private static final class ThrowingProvider extends Provider {
    private static final long serialVersionUID = 1;

    ThrowingProvider() {
      super("ThrowsAtMost", "1", "throws for all but one signature");
      put("Signature.Ed25519", ThrowingSignature.class.getName());
    }
  }

  /** Public, because the provider creates it by its class name. */
  public static final class ThrowingSignature extends AnySignature {
    private int sum;

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        sum += bytes[i];
      }
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      if (sum != KnownAnswer.ALL.get(0).statement().byteAt(0)) {
        throw new ProviderException("unexpected");
      }
      return true;
    }
  }

  private static final class AcceptingProvider extends Provider {
    private static final long serialVersionUID = 1;

    AcceptingProvider() {
      super("AcceptAll", "1", "accepts every signature");
      put("Signature.Ed25519", AcceptingSignature.class.getName());
    }
  }

  /** Public, because the provider creates it by its class name. */
  public static final class AcceptingSignature extends AnySignature {}

  /** Takes every signature as valid. */
  @SuppressWarnings("deprecation") // of the abstract methods
  private static class AnySignature extends SignatureSpi {
    @Override
    protected void engineInitVerify(PublicKey publicKey) {}

    @Override
    protected void engineInitSign(PrivateKey privateKey) {}

    @Override
    protected void engineUpdate(byte b) {}

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {}

    @Override
    protected void engineUpdate(ByteBuffer bytes) {}

    @Override
    protected byte[] engineSign() {
      return new byte[64];
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      return true;
    }

    @Override
    protected void engineSetParameter(String name, Object value) {}

    @Override
    protected Object engineGetParameter(String name) {
      return name;
    }
  }
}
