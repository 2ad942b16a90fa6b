package dev.gossip.udp.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.noise.Session.RekeyLimits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and packets are what another library calculates from the description of the wire format. */
class SessionKeysTest {
  private static final byte[] H = Handshakes.secret(21);
  private static final byte[] K1 = Handshakes.secret(22);
  private static final byte[] K2 = Handshakes.secret(23);

  private static byte[] derive(HKDFParameters parameters) {
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(parameters);
    byte[] key = new byte[32];
    hkdf.generateBytes(key, 0, key.length);
    return key;
  }

  private static byte[] key(String end, int epoch) {
    byte[] label = ("gossip-udp 2 " + end).getBytes(US_ASCII);
    byte[] key = derive(new HKDFParameters(Bytes.concat(K1, K2), H, label));
    for (int i = 0; i < epoch; i++) {
      byte[] rekey = "gossip-udp 2 rekey".getBytes(US_ASCII);
      key = derive(HKDFParameters.skipExtractParameters(key, rekey));
    }
    return key;
  }

  @ParameterizedTest
  @CsvSource({
    "AES_256_GCM, dialer",
    "AES_256_GCM, acceptor",
    "CHACHA20_POLY1305, dialer",
    "CHACHA20_POLY1305, acceptor"
  })
  void packetsOpenWithTheKeysOfTheWireFormat(TrafficCipher suite, String end)
      throws InvalidCipherTextException {
    RekeyLimits limits = new RekeyLimits(Duration.ofDays(1), 2);
    Session session =
        new Session(
            new SessionKeys(H, K1, K2), end.equals("dialer"), suite, limits, new SpareCipher(), 0);
    for (int counter = 1; counter <= 8; counter++) {
      byte[] plain = Handshakes.secret(counter);
      byte[] sealed = new byte[plain.length + 16];
      long number = session.nextNumber(0);
      int epoch = (counter - 1) / 2;
      assertThat(number).isEqualTo(((long) epoch << 40) + counter);
      assertThat(session.seal(number, plain, 20, plain.length, sealed)).isEqualTo(sealed.length);

      AEADCipher other =
          suite == TrafficCipher.AES_256_GCM
              ? GCMBlockCipher.newInstance(AESEngine.newInstance())
              : new ChaCha20Poly1305();
      byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(number).array();
      other.init(false, new AEADParameters(new KeyParameter(key(end, epoch)), 128, nonce));
      other.processAADBytes(sealed, 0, 20);
      byte[] body = new byte[plain.length - 20];
      int length = other.processBytes(sealed, 20, sealed.length - 20, body, 0);
      assertThat(length + other.doFinal(body, length)).isEqualTo(body.length);
      assertThat(body).isEqualTo(Arrays.copyOfRange(plain, 20, plain.length));
      assertThat(Arrays.copyOf(sealed, 20)).isEqualTo(Arrays.copyOf(plain, 20));
    }
  }
}
