package dev.gossip.signing;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads one key in the formats of other programs; {@code keys/README.md} lists the files. */
class ForeignKeyTest {
  private static final String AUTHOR =
      "400e24f7217782c3f8a5f8ab8fd5cff2df03c30ad6f67674f1eeba12d3bb1fcd";
  private static final String PASSPHRASE = "secret";
  private static final Pattern COMMAND = Pattern.compile("'((?:openssl|ssh-keygen|cp) [^']*)'");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.pem",
        "plain.der",
        "encrypted.der",
        "encrypted-hmac-sha1.pem",
        "encrypted-hmac-sha224.pem",
        "encrypted-hmac-sha384.pem",
        "encrypted-hmac-sha512.pem",
        "encrypted-aes-192.pem",
        "openssh"
      })
  void keyIsRead(String name) throws IOException {
    assertThat(authorIn(sample(name))).isEqualTo(AUTHOR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          openssh-encrypted           | it is an OpenSSH key with a passphrase
          key.p12                     | it is a PKCS#12 key store
          encrypted-scrypt.pem        | OID 1.3.6.1.4.1.11591.4.11
          encrypted-des3.pem          | OID 1.2.840.113549.3.7
          encrypted-pbes1-md5-des.pem | OID 1.2.840.113549.1.5.3
          encrypted-pkcs12-rc2.pem    | OID 1.2.840.113549.1.12.1.6
          encrypted-pkcs12-3des.pem   | OID 1.2.840.113549.1.12.1.3
          """)
  void unsupportedFormatIsRejectedWithAWorkingConversionCommand(String name, String reason)
      throws IOException, InterruptedException {
    Path old = folder.resolve("old");
    write(old, sample(name));
    Path converted = folder.resolve("new");

    String message = refusal(old);
    assertThat(message).contains(reason);
    for (String command : commandsIn(message)) {
      run(command.replace("OLD", old.toString()).replace("NEW", converted.toString()));
    }

    assertThat(AuthorKey.read(converted, PASSPHRASE::toCharArray).author().hex()).isEqualTo(AUTHOR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          openssh-rsa             | it is an OpenSSH key, but not for Ed25519; make one
          openssh.pub             | it is an OpenSSH public key; name the private one
          rsa-pkcs1.pem           | 1: it holds a 'RSA PRIVATE KEY', which is not for Ed25519; make one
          rsa-pkcs1-encrypted.pem | 1: it holds a 'RSA PRIVATE KEY', which is not for Ed25519; make one
          ec-sec1.pem             | 4: it holds a 'EC PRIVATE KEY', which is not for Ed25519; make one
          ec-sec1.der             | its key is for RSA, EC or DSA, not for Ed25519; make one
          certificate.pem         | 1: it holds a 'CERTIFICATE' and no private key; name the file
          certificate.der         | it is a certificate or other DER data, not a private key
          public.der              | it is a public key; name the file of the private one
          """)
  void unusableKeyIsIdentified(String name, String reason) throws IOException {
    Path file = folder.resolve("key");
    write(file, sample(name));

    assertThat(refusal(file)).startsWith(file + ": " + reason);
  }

  @Test
  void truncatedKeysAreRejectedWithARemedy() throws IOException {
    for (String name : List.of("plain.der", "encrypted.der", "key.p12", "openssh", "plain.pem")) {
      byte[] whole = sample(name);
      Path file = folder.resolve(name);
      // A key without its last two bytes, a line end and a dash, is still readable.
      for (int length = 0; length < whole.length - 2; length++) {
        byte[] part = Arrays.copyOf(whole, length);
        write(file, part);

        assertThat(refusal(file)).as("%s bytes of %s", length, name).matches(file + ": .*; .*");
      }
    }
  }

  @Test
  void certificateBeforeOrAfterTheKeyIsSkipped() throws IOException {
    byte[] both = join(sample("certificate.pem"), sample("plain.pem"));

    assertThat(authorIn(both)).isEqualTo(AUTHOR);
    assertThat(authorIn(join(sample("plain.pem"), sample("certificate.pem")))).isEqualTo(AUTHOR);
  }

  @Test
  void secondPrivateKeyIsRejected() throws IOException {
    Path file = folder.resolve("key");
    write(file, join(sample("plain.pem"), sample("encrypted-hmac-sha1.pem")));

    assertThat(refusal(file))
        .isEqualTo(
            file + ": 4: a second private key begins here; keep only the signing key in the file");
  }

  @Test
  void damageAfterACertificateIsReportedWithItsLine() throws IOException {
    byte[] certificate = sample("certificate.pem");
    long lines = new String(certificate, UTF_8).lines().count();
    String damaged = new String(sample("plain.pem"), UTF_8).replaceFirst("MC4", "M#4");
    Path file = folder.resolve("key");
    write(file, join(certificate, damaged.getBytes(UTF_8)));

    assertThat(refusal(file)).startsWith(file + ": " + (lines + 2) + ": it is damaged");
  }

  @Test
  void textEncodingAndWhitespaceDoNotMatter() throws IOException {
    String text = new String(sample("plain.pem"), UTF_8);

    assertThat(authorIn(("\uFEFF" + text).getBytes(UTF_8))).as("UTF-8 with BOM").isEqualTo(AUTHOR);
    assertThat(authorIn(("\uFEFF" + text).getBytes(UTF_16LE))).as("UTF-16").isEqualTo(AUTHOR);
    assertThat(authorIn(("\uFEFF" + text).getBytes(UTF_16BE))).as("UTF-16").isEqualTo(AUTHOR);
    assertThat(authorIn(text.replace("\n", "\r\n").getBytes(UTF_8))).as("CRLF").isEqualTo(AUTHOR);
    assertThat(authorIn(text.replace("\n", "\r").getBytes(UTF_8))).as("CR").isEqualTo(AUTHOR);
    assertThat(authorIn(text.replace("\n", " \t\n").getBytes(UTF_8)))
        .as("trailing spaces")
        .isEqualTo(AUTHOR);
    assertThat(authorIn(text.indent(4).getBytes(UTF_8))).as("indented").isEqualTo(AUTHOR);
    assertThat(authorIn(text.strip().getBytes(UTF_8))).as("no final line end").isEqualTo(AUTHOR);
    assertThat(authorIn(("Bag Attributes\n  friendlyName: me\n" + text).getBytes(UTF_8)))
        .as("text before the key")
        .isEqualTo(AUTHOR);
  }

  @Test
  void pkcs8WithItsPublicKeyIsRead() throws IOException {
    assertThat(authorIn(withPublicKey(HexFormat.of().parseHex(AUTHOR)))).isEqualTo(AUTHOR);
  }

  @Test
  void pkcs8WithAnotherPublicKeyIsRejected() throws IOException {
    Path file = folder.resolve("key");
    write(file, withPublicKey(new byte[32]));

    assertThat(refusal(file)).contains("its public key does not match its private key");
  }

  @Test
  void passphraseFileMayHaveAByteOrderMark() throws IOException {
    Path file = folder.resolve("passphrase");
    write(file, "\uFEFFGrüße\r\n".getBytes(UTF_8));

    assertThat(KeyFile.readPassphrase(file)).isEqualTo("Grüße".toCharArray());
  }

  @Test
  void passphraseFileWithAnEmptyFirstLineIsRejected() throws IOException {
    Path file = folder.resolve("passphrase");
    write(file, "\nsecret\n".getBytes(UTF_8));

    assertThatThrownBy(() -> KeyFile.readPassphrase(file))
        .hasMessage(file + ": its first line is empty; write the passphrase there");
  }

  private static byte[] withPublicKey(byte[] publicKey) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(sample("plain.der"));
    byte[] secret = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
    return new PrivateKeyInfo(
            new AlgorithmIdentifier(KeyDer.ED25519), new DEROctetString(secret), null, publicKey)
        .getEncoded();
  }

  private String authorIn(byte[] contents) throws IOException {
    Path file = Files.createTempFile(folder, "key", "");
    write(file, contents);
    return AuthorKey.read(file, PASSPHRASE::toCharArray).author().hex();
  }

  private static String refusal(Path file) {
    Throwable refused = catchThrowable(() -> AuthorKey.read(file, PASSPHRASE::toCharArray));
    assertThat(refused).isInstanceOf(IllegalArgumentException.class);
    return requireNonNull(refused.getMessage());
  }

  private static List<String> commandsIn(String message) {
    List<String> commands = new ArrayList<>();
    Matcher matcher = COMMAND.matcher(message);
    while (matcher.find()) {
      commands.add(matcher.group(1));
    }
    assertThat(commands).as(message).isNotEmpty();
    return commands;
  }

  /** Runs a command and passes the passphrase on the command line. */
  private static void run(String command) throws IOException, InterruptedException {
    String[] words = command.replace("\"\"", "").split(" ", -1);
    List<String> full = new ArrayList<>(List.of(words));
    if (words[0].equals("openssl")) {
      full.addAll(List.of("-passin", "pass:" + PASSPHRASE, "-passout", "pass:" + PASSPHRASE));
    } else if (words[0].equals("ssh-keygen")) {
      full.addAll(List.of("-P", PASSPHRASE));
    }
    Process process;
    try {
      process = new ProcessBuilder(full).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeThat(e).as("%s is not installed", words[0]).isNull();
      throw e;
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", full, output).isZero();
  }

  private static byte[] sample(String name) throws IOException {
    try (InputStream in =
        requireNonNull(ForeignKeyTest.class.getResourceAsStream("/keys/" + name), name)) {
      return in.readAllBytes();
    }
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static void write(Path file, byte[] contents) throws IOException {
    assumeThat(file.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Files.write(file, contents);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
