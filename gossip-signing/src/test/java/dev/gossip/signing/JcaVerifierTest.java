package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureSpi;
import org.junit.jupiter.api.Test;

class JcaCheckTest {

  @Test
  void theJdkKnowsTheAnswers() {
    JcaVerifier check = JcaVerifier.of("SunEC");

    assertThat(KnownAnswer.ALL).allMatch(known -> known.askOf(check) == known.good());
    assertThat(KnownAnswer.ALL)
        .allMatch(known -> known.askOf(new StrictVerifier()) == known.good());
  }

  @Test
  void aProviderThatAcceptsEverythingIsRefused() {
    Provider yesMan = new YesMan();
    Security.addProvider(yesMan);
    try {
      assertThatThrownBy(() -> JcaVerifier.of(yesMan.getName()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "provider 'YesMan' accepts a signature of another message; use bouncy-castle");
    } finally {
      Security.removeProvider(yesMan.getName());
    }
  }

  private static final class YesMan extends Provider {
    private static final long serialVersionUID = 1;

    YesMan() {
      super("YesMan", "1", "accepts every signature");
      put("Signature.Ed25519", Yes.class.getName());
    }
  }

  /** Public, as the provider makes it by its name. */
  @SuppressWarnings("deprecation") // the abstract methods are
  public static final class Yes extends SignatureSpi {
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
