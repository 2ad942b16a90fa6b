package dev.gossip.udp.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficCipherTest {

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] seal(
      TrafficCipher suite, String key, String nonce, String header, byte[] plain)
      throws GeneralSecurityException {
    Cipher cipher = suite.newCipher();
    cipher.init(Cipher.ENCRYPT_MODE, EpochKey.newKey(bytes(key)), suite.parameters(bytes(nonce)));
    cipher.updateAAD(bytes(header));
    return cipher.doFinal(plain);
  }

  /** RFC 8439, section 2.8.2. */
  @Test
  void chachaEqualsThePublishedExample() throws GeneralSecurityException {
    byte[] sealed =
        seal(
            TrafficCipher.CHACHA20_POLY1305,
            "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
            "070000004041424344454647",
            "50515253c0c1c2c3c4c5c6c7",
            ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                    + "future, sunscreen would be it.")
                .getBytes(US_ASCII));
    assertThat(sealed)
        .isEqualTo(
            bytes(
                "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                    + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                    + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                    + "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"));
  }

  /** McGrew and Viega, The Galois/Counter Mode of Operation, test case 16. */
  @Test
  void aesEqualsThePublishedExample() throws GeneralSecurityException {
    byte[] sealed =
        seal(
            TrafficCipher.AES_256_GCM,
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            bytes(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
    assertThat(sealed)
        .isEqualTo(
            bytes(
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                    + "76fc6ece0f4e1768cddf8853bb2d551b"));
  }

  @Test
  void nonceOfAPacketIsItsNumberAfterFourZeros() {
    IvParameterSpec parameters =
        (IvParameterSpec) TrafficCipher.CHACHA20_POLY1305.parameters(0x8102030405060708L);
    assertThat(parameters.getIV()).isEqualTo(bytes("000000008102030405060708"));
  }

  @ParameterizedTest
  @EnumSource
  void codeBelongsToOneCipher(TrafficCipher cipher) {
    assertThat(TrafficCipher.of(cipher.code())).contains(cipher);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3, 255})
  void otherCodesBelongToNoCipher(int code) {
    assertThat(TrafficCipher.of(code)).isEmpty();
  }

  @Test
  void aesIsChosenIfBothEndsAreFastAtIt() {
    assertThat(TrafficCipher.choose(true)).isEqualTo(TrafficCipher.AES_256_GCM);
    assertThat(TrafficCipher.choose(false)).isEqualTo(TrafficCipher.CHACHA20_POLY1305);
  }
}
