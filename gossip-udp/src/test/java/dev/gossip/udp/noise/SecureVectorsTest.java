package dev.gossip.udp.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.udp.WireVectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes lead to the hashes and keys that {@code docs/wire-format.md} shows. */
class SecureVectorsTest {
  private static final int MESSAGE_OFFSET = 12;
  private static final int EPHEMERAL_OFFSET = 36;

  private final WireVectors vectors;
  private final StaticKey aliceKey = key(0x00);
  private final StaticKey bobKey = key(0x20);
  private final StaticKey aliceEphemeral = key(0xa0);
  private final StaticKey bobEphemeral = key(0xc0);

  SecureVectorsTest() throws IOException {
    vectors = WireVectors.read();
  }

  private static StaticKey key(int firstByte) {
    return new StaticKey(array(firstByte));
  }

  private static byte[] array(int firstByte) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (firstByte + i);
    }
    return bytes;
  }

  private byte[] prologue() {
    byte[] init = vectors.get("secure-init").toByteArray();
    return Bytes.concat("gossip-udp 2".getBytes(US_ASCII), Arrays.copyOfRange(init, 4, 16));
  }

  private byte[] message(String name) {
    return vectors.get(name).substring(MESSAGE_OFFSET).toByteArray();
  }

  private static ByteString bytes(byte[] bytes) {
    return ByteString.copyFrom(bytes);
  }

  @Test
  void publicKeysFollowFromTheSecrets() {
    assertThat(bytes(aliceKey.publicKey())).isEqualTo(vectors.get("secure-id-alice"));
    assertThat(bytes(bobKey.publicKey())).isEqualTo(vectors.get("secure-id-bob"));
    assertThat(bytes(aliceEphemeral.publicKey())).isEqualTo(vectors.get("secure-ephemeral-alice"));
    assertThat(bytes(bobEphemeral.publicKey())).isEqualTo(vectors.get("secure-ephemeral-bob"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-chacha20"})
  void bothEndsGetTheHashAndTheKeysOfTheFirstEpoch(String cipher) throws BadHandshakeException {
    byte[] message1 = vectors.get("secure-init-cookie").substring(EPHEMERAL_OFFSET).toByteArray();
    XxDialer dialer = new XxDialer(aliceKey, aliceEphemeral, prologue());
    assertThat(dialer.init()).isEqualTo(message1);

    XxDialer.Answered answered = dialer.read(message("secure-answer" + cipher));
    assertThat(bytes(answered.peerKey())).isEqualTo(vectors.get("secure-id-bob"));
    XxAcceptor acceptor =
        new XxAcceptor(bobKey, bobEphemeral, prologue(), message1, answered.payload());
    assertThat(acceptor.message2()).isEqualTo(message("secure-answer" + cipher));

    XxAcceptor.Finished finished = acceptor.read(message("secure-finish" + cipher));
    assertThat(bytes(finished.peerKey())).isEqualTo(vectors.get("secure-id-alice"));
    XxDialer.Finish finish = answered.finish(finished.payload());
    assertThat(finish.message3()).isEqualTo(message("secure-finish" + cipher));

    assertThat(bytes(finished.end().hash())).isEqualTo(vectors.get("secure-hash" + cipher));
    assertThatKeysAre(finished.keys(), cipher);
    assertThatKeysAre(finish.keys(), cipher);
    if (cipher.isEmpty()) {
      assertThat(bytes(finished.end().split())).isEqualTo(vectors.get("secure-split"));
      assertThat(next(finished.keys().fromDialer())).isEqualTo(vectors.get("secure-key-dialer-1"));
      assertThat(next(finished.keys().fromAcceptor()))
          .isEqualTo(vectors.get("secure-key-acceptor-1"));
    }
  }

  private void assertThatKeysAre(SessionKeys keys, String cipher) {
    assertThat(bytes(keys.fromDialer().getEncoded()))
        .isEqualTo(vectors.get("secure-key-dialer" + cipher));
    assertThat(bytes(keys.fromAcceptor().getEncoded()))
        .isEqualTo(vectors.get("secure-key-acceptor" + cipher));
  }

  private static ByteString next(SecretKeySpec key) {
    return bytes(Hashes.expand(key, "gossip-udp 2 rekey"));
  }

  @Test
  void cookieBelongsToTheAddressAndTheInit() {
    Cookies cookies = new Cookies(new SecretOfBob(), 0);
    PeerAddress alice = PeerAddress.parse("192.0.2.1:5000");

    byte[] cookie = cookies.cookie(alice, vectors.get("secure-init").toByteArray(), 0);

    assertThat(bytes(cookie)).isEqualTo(vectors.get("secure-retry").substring(MESSAGE_OFFSET));
    byte[] withCookie = vectors.get("secure-init-cookie").toByteArray();
    assertThat(cookies.isValid(alice, withCookie, 0)).isTrue();
    assertThat(cookies.isValid(PeerAddress.parse("192.0.2.1:5001"), withCookie, 0)).isFalse();
    assertThat(cookies.isValid(PeerAddress.parse("192.0.2.3:5000"), withCookie, 0)).isFalse();
  }

  private static final class SecretOfBob implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int nextInt() {
      return 7;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(array(0x80), 0, bytes, 0, bytes.length);
    }
  }
}
