package dev.gossip.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuthorKeyTest {
  /** Made with {@code openssl genpkey -algorithm ed25519}. */
  private static final String OPENSSL =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEICRbsdsR6tadRNjUfJIMpbeBd2o8PD3lLF3+IMa5iNl8
      -----END PRIVATE KEY-----
      """;

  private static final String OPENSSL_AUTHOR =
      "0e9cf1fff5de4683039c5c56264a17bebd7727333973293037f5b89c613a3b10";

  /** The same key, made with {@code openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:Grüße}. */
  private static final String OPENSSL_ENCRYPTED =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAin/8CpWng60QICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEELEtR7yQxl2wrCXrzOUsCNwEQGCx
      IjwRuNPNxFx5VZJvJvr4G4sH8oBqjwOkqWtoTMIJkovUnrhciaYOuY3O1+zbb6XG
      AgJVgOhaG0AthA4DDgQ=
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  @TempDir private Path folder = Path.of("");

  private final AuthorKey key = AuthorKey.generate(new SecureRandom());

  @Test
  void keySurvivesARoundTripThroughAFile() throws IOException {
    Path file = folder.resolve("key.pem");

    key.write(file);

    AuthorKey read = AuthorKey.read(file, AuthorKeyTest::noPassphrase);
    assertThat(read.author()).isEqualTo(key.author());
    assertThat(read.sign(new byte[9])).isEqualTo(key.sign(new byte[9]));
  }

  @Test
  void encryptedKeyIsReadWithItsPassphrase() throws IOException {
    Path file = folder.resolve("key.pem");

    key.write(file, "pass phrase".toCharArray());

    assertThat(AuthorKey.read(file, "pass phrase"::toCharArray).author()).isEqualTo(key.author());
  }

  @Test
  void fileIsAccessibleByItsOwnerOnly() throws IOException {
    Path file = folder.resolve("key.pem");
    assumeThat(file.getFileSystem().supportedFileAttributeViews()).contains("posix");

    key.write(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void existingFileIsNotOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), "precious");

    assertThatThrownBy(() -> key.write(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("precious");
  }

  @Test
  void fileSystemWithoutPermissionsIsSupported() throws IOException {
    URI zip = URI.create("jar:" + folder.resolve("files.zip").toUri());
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path file = files.getPath("/key.pem");
      assertThat(files.supportedFileAttributeViews()).doesNotContain("posix");

      key.write(file);

      assertThat(AuthorKey.read(file, AuthorKeyTest::noPassphrase).author())
          .isEqualTo(key.author());
      assertThatThrownBy(() -> key.write(file)).isInstanceOf(FileAlreadyExistsException.class);
    }
  }

  @Test
  void opensslKeysAreRead() throws IOException {
    assertThat(
            AuthorKey.read(privateFile("plain", OPENSSL), AuthorKeyTest::noPassphrase)
                .author()
                .hex())
        .isEqualTo(OPENSSL_AUTHOR);
    assertThat(
            AuthorKey.read(privateFile("encrypted", OPENSSL_ENCRYPTED), "Grüße"::toCharArray)
                .author()
                .hex())
        .isEqualTo(OPENSSL_AUTHOR);
  }

  @Test
  void opensslReadsWrittenKeys() throws IOException, InterruptedException {
    Path plain = folder.resolve("plain.pem");
    Path encrypted = folder.resolve("encrypted.pem");
    key.write(plain);
    key.write(encrypted, "Grüße".toCharArray());
    Path passphrase = Files.writeString(folder.resolve("passphrase"), "Grüße\n");

    String publicKey = openssl("-in", plain.toString(), "-text", "-noout");
    String fromEncrypted =
        openssl("-in", encrypted.toString(), "-passin", "file:" + passphrase, "-text", "-noout");

    String hex = key.author().hex();
    assertThat(publicKey.replaceAll("[:\\s]", "")).contains("pub" + hex);
    assertThat(fromEncrypted.replaceAll("[:\\s]", "")).contains("pub" + hex);
  }

  @Test
  void keyFileWithOpenPermissionsIsRejected() throws IOException {
    Path file = privateFile("given", OPENSSL);
    for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

      assertThatThrownBy(() -> AuthorKey.read(file, AuthorKeyTest::noPassphrase))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file + ": ")
          .hasMessageContaining("chmod 600 " + file);
    }
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void invalidKeyFileIsRejectedWithARemedy(String text, String reason) throws IOException {
    Path file = privateFile("given", text);

    assertThatThrownBy(() -> AuthorKey.read(file, "wrong"::toCharArray))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(reason)
        .hasMessageMatching("[^\\n]*; [^\\n]*");
  }

  static Stream<Arguments> badFiles() {
    return Stream.of(
        argumentSet("empty file", "", "it is empty"),
        argumentSet("other text", "gossip = { }\n", "'-----BEGIN PRIVATE KEY-----'"),
        argumentSet(
            "truncated in the middle", OPENSSL.substring(0, 60), ": 2: it is damaged or cut"),
        argumentSet("without end line", OPENSSL.substring(0, 95), ": 3: it is damaged or cut off"),
        argumentSet("invalid character", OPENSSL.replace("ICRb", "IC§b"), ": 2: it is damaged"),
        argumentSet("missing line", OPENSSL.replaceAll("MC4.*\n", ""), "damaged"),
        argumentSet("missing character", OPENSSL.replace("ICRb", "ICb"), ": 2: it is damaged"),
        argumentSet(
            "encrypted, missing line", OPENSSL_ENCRYPTED.replaceAll("DAY.*\n", ""), "damaged"),
        argumentSet("wrong passphrase", OPENSSL_ENCRYPTED, "the passphrase is wrong"),
        argumentSet(
            "X25519",
            pem("PRIVATE KEY", "MC4CAQAwBQYDK2VuBCIEIJgfKOVfh6Wgb7lsyDH2/2vcAEgklmbSW4YFqcni4EF5"),
            "1.3.101.110"),
        argumentSet(
            "P-256",
            pem(
                "PRIVATE KEY",
                """
                MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyAR4qWWcrrAxDSK4
                NWKgA/Y50+XYNaCyrHNR0TsfgsqhRANCAAQa9fL82684TS0YNbRaqixHUYLXcyOV
                D1nSipzBClROHvQ56ke7plMbji8GpQ4r1n2vbr3n6xkhoevw4MosSF8j\
                """),
            "1.2.840.10045.2.1"),
        argumentSet(
            "public key",
            pem("PUBLIC KEY", "MCowBQYDK2VwAyEADpzx//XeRoMDnFxWJkoXvr13JzM5cykwN/W4nGE6OxA="),
            ": 1: it holds a 'PUBLIC KEY'"),
        argumentSet(
            "encrypted with scrypt",
            pem(
                "ENCRYPTED PRIVATE KEY",
                """
                MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAhix7IIVN2M6wICQAAC
                AQgCAQEwHQYJYIZIAWUDBAEqBBDb8pikvuaFPeUzUWn1Mt5ZBEBGkY5as9hMIkc+
                SdkL7b076MFWExIrtVcI4WjMVdjK870M201wudO+oNgQla7VWtwgnvhG3/oAlRGq
                Okkk6yAU\
                """),
            "openssl pkcs8"),
        argumentSet("too long", "x".repeat(100_000), "more than 65536 bytes"));
  }

  @Test
  void wrongPassphraseIsReportedEvenIfThePaddingIsValid() throws IOException {
    Path file = privateFile("given", OPENSSL_ENCRYPTED);
    // One in 256 wrong passphrases gives valid padding.
    for (int i = 0; i < 600; i++) {
      String passphrase = "guess " + i;
      assertThatThrownBy(() -> AuthorKey.read(file, passphrase::toCharArray))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the passphrase is wrong");
    }
  }

  @Test
  void exceptionOfThePassphraseSupplierIsPassedOn() throws IOException {
    Path file = privateFile("given", OPENSSL_ENCRYPTED);

    assertThatThrownBy(
            () ->
                AuthorKey.read(
                    file,
                    () -> {
                      throw new IllegalArgumentException("passphrase: no such file");
                    }))
        .hasMessage("passphrase: no such file");
  }

  @Test
  void missingFileIsNamed() {
    Path file = folder.resolve("no-such.pem");

    assertThatThrownBy(() -> AuthorKey.read(file, AuthorKeyTest::noPassphrase))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": there is no such file");
  }

  @Test
  void folderIsRejected() throws IOException {
    Path file = Files.createDirectory(folder.resolve("keys"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));

    assertThatThrownBy(() -> AuthorKey.read(file, AuthorKeyTest::noPassphrase))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": it is a folder; name a file in it");
  }

  @Test
  void secretIsNotInToString() {
    assertThat(key.toString()).isEqualTo("key of " + key.author().hex());
  }

  private Path privateFile(String name, String text) throws IOException {
    assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Path file =
        Files.createFile(
            folder.resolve(name + ".pem"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  private static char[] noPassphrase() {
    throw new IllegalArgumentException("no passphrase should be needed");
  }

  private static String pem(String type, String base64) {
    return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
  }

  private static String openssl(String... args) throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("openssl", "pkey"), Stream.of(args)).toList();
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeThat(e).as("OpenSSL is not installed").isNull();
      throw e;
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    return output;
  }
}
