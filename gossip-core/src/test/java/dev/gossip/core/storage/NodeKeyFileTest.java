package dev.gossip.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.gossip.core.engine.spec.NodeKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests files of node keys. Keys are from OpenSSL 3.0.19 if nothing else is said. */
class NodeKeyFileTest {
  /** Made with {@code openssl genpkey -algorithm X25519}. */
  private static final String OPENSSL =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VuBCIEIPD5RmP7nxdLIResziTzhubWt1a9300Okbn0dGCVjt9c
      -----END PRIVATE KEY-----
      """;

  private static final String OPENSSL_SECRET =
      "f0f94663fb9f174b2117acce24f386e6d6b756bddf4d0e91b9f47460958edf5c";

  /** The same key from {@code PrivateKeyInfoFactory} of Bouncy Castle 1.87. */
  private static final String BOUNCY_CASTLE =
      """
      -----BEGIN PRIVATE KEY-----
      MFECAQEwBQYDK2VuBCIEIPD5RmP7nxdLIResziTzhubWt1a9300Okbn0dGCVjt9c
      gSEAM4imuQ6yK/FfyEFmcmsjuZMBebOEyP6MwC+7yhaBF1o=
      -----END PRIVATE KEY-----
      """;

  /** The same key after {@code openssl pkey -aes256}. */
  private static final String ENCRYPTED =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjetoxbO4L5aQICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEAbpTisHTswKZpdftHhSH/EEQPRW
      9RYvGja0up5HNZrMY18zf9z4nXIRubIc6hC24nCnexVN/C7AbtNOmhs2ty+u/8et
      cQevFPfLzxeYgXiKUFk=
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  /** Made with {@code openssl genpkey -algorithm ED25519}. */
  private static final String ED25519 =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIETxpXcH0tGF3zSSFL1PzEpHzd75Lpc+AuuqAO5qSh7N
      -----END PRIVATE KEY-----
      """;

  /** Made with {@code openssl genpkey -algorithm X448}. */
  private static final String X448 =
      """
      -----BEGIN PRIVATE KEY-----
      MEYCAQAwBQYDK2VvBDoEODDzzXPNbHz4EZls7+RmK2bWuR8rVXLmmnvz0X5Saoka
      pNzUhAlNx2dkLQqPTY2beHDRjqiRuZqx
      -----END PRIVATE KEY-----
      """;

  /** The same key as the first, with its public key. */
  private static final String PUBLIC =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VuAyEAM4imuQ6yK/FfyEFmcmsjuZMBebOEyP6MwC+7yhaBF1o=
      -----END PUBLIC KEY-----
      """;

  private static final String RSA_HEAD = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n";

  @TempDir private Path folder = Path.of("");

  private Path file() {
    return folder.resolve("node.key");
  }

  private Path write(String text) throws IOException {
    Files.writeString(file(), text);
    restrict(file());
    return file();
  }

  private static void restrict(Path file) throws IOException {
    if (hasPermissions(file)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  private static boolean hasPermissions(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void assertRefused(Path file, String... parts) {
    assertThatThrownBy(() -> NodeKeyFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith(file + ": ")
        .doesNotContain("\n")
        .contains(parts);
  }

  @Test
  void keyOfOpensslIsRead() throws IOException {
    NodeKey key = NodeKeyFile.read(write(OPENSSL));

    assertThat(key.secret()).isEqualTo(HexFormat.of().parseHex(OPENSSL_SECRET));
  }

  @Test
  void keyOfBouncyCastleIsRead() throws IOException {
    NodeKey key = NodeKeyFile.read(write(BOUNCY_CASTLE));

    assertThat(key.secret()).isEqualTo(HexFormat.of().parseHex(OPENSSL_SECRET));
  }

  @Test
  void fileIsTheOneThatOpensslWrites() throws IOException {
    NodeKeyFile.create(file(), new NodeKey(HexFormat.of().parseHex(OPENSSL_SECRET)));

    assertThat(file()).hasContent(OPENSSL.strip());
  }

  @Test
  void keySurvivesARoundTrip() throws IOException {
    NodeKey key = NodeKey.generate(new SecureRandom());

    NodeKeyFile.create(file(), key);

    assertThat(NodeKeyFile.read(file()).secret()).isEqualTo(key.secret());
  }

  @Test
  void textAroundTheKeyAndWindowsLineEndsAreSkipped() throws IOException {
    Path file = write("key of node 7\r\n" + OPENSSL.replace("\n", " \r\n") + "\r\nmade in May\r\n");

    assertThat(NodeKeyFile.read(file).secret()).isEqualTo(HexFormat.of().parseHex(OPENSSL_SECRET));
  }

  @Test
  void newFileIsForItsOwnerOnlyAndLeavesNoOtherFile() throws IOException {
    assumeThat(hasPermissions(folder)).isTrue();

    NodeKeyFile.create(file(), NodeKey.generate(new SecureRandom()));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void existingFileIsNotOverwritten() throws IOException {
    Path file = write("something else");

    assertThatThrownBy(() -> NodeKeyFile.create(file, NodeKey.generate(new SecureRandom())))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(file).hasContent("something else");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void linkThatLeadsNowhereIsNotOverwritten() throws IOException {
    Files.createSymbolicLink(file(), folder.resolve("missing"));

    assertThatThrownBy(() -> NodeKeyFile.create(file(), NodeKey.generate(new SecureRandom())))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-", "r--r--r--"})
  void fileThatOthersMayAccessIsRefused(String permissions) throws IOException {
    assumeThat(hasPermissions(folder)).isTrue();
    Path file = write(OPENSSL);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertRefused(file, "other users may read or change it", "'chmod 600 " + file + "'");
  }

  @Test
  void missingFileIsRefusedWithTheCommandThatMakesOne() {
    assertRefused(file(), "no such file", "'gossip keygen --node " + file() + "'");
  }

  @Test
  void folderIsRefused() {
    assertRefused(folder, "it is a folder; name a file");
  }

  @Test
  void fileWithoutEndIsRefused() {
    Path endless = Path.of("/dev/zero");
    assumeThat(endless).exists();

    assertRefused(endless, "it is a device or a pipe; name a file");
  }

  @Test
  void largeFileIsRefused() throws IOException {
    assertRefused(write(OPENSSL + "#".repeat(1 << 16)), "more than 65536 bytes");
  }

  static List<Arguments> unusableFiles() {
    String[] lines = OPENSSL.split("\n", -1);
    return List.of(
        argumentSet("empty", "", "it is empty"),
        argumentSet("only line ends", "\n\n \n", "it is empty"),
        argumentSet("no key", "hello", "there is no '-----BEGIN PRIVATE KEY-----' in it"),
        argumentSet("no end", lines[0] + "\n" + lines[1], "damaged or cut off"),
        argumentSet("only the beginning", lines[0], "damaged or cut off"),
        argumentSet("line cut off", OPENSSL.replace("jt9c", ""), "damaged or cut off"),
        argumentSet("half a character", OPENSSL.replace("9c\n", "\n"), "damaged or cut off"),
        argumentSet("not Base64", OPENSSL.replace("jt9c", "j!9c"), "damaged or cut off"),
        argumentSet("other bytes", OPENSSL.replace("MC4C", "MC5C"), "damaged or cut off"),
        argumentSet("not a public key", BOUNCY_CASTLE.replace("gSEA", "gSED"), "more than the key"),
        argumentSet("author key", ED25519, "author keys and node keys are separate"),
        argumentSet("X448", X448, "its key is not an X25519 key"),
        argumentSet("RSA", RSA_HEAD, "its key is not an X25519 key"),
        argumentSet("encrypted", ENCRYPTED, "it is encrypted"),
        argumentSet("public key", PUBLIC, "it holds a public key"),
        argumentSet("two keys", OPENSSL + OPENSSL, "more than one key"));
  }

  @ParameterizedTest
  @MethodSource("unusableFiles")
  void fileWithoutAUsableKeyIsRefusedWithARemedy(String text, String problem) throws IOException {
    assertRefused(write(text), problem, ";");
  }

  @Test
  void keyCutOffAnywhereIsRefused() throws IOException {
    String text = OPENSSL.strip();
    for (int length = 0; length < text.length(); length++) {
      assertRefused(write(text.substring(0, length)), ";");
    }
  }

  @Test
  void messageDoesNotRepeatTheKey() throws IOException {
    Path file = write(OPENSSL.replace("-----END", "-----ENDE"));

    assertThatThrownBy(() -> NodeKeyFile.read(file))
        .message()
        .doesNotContain(Arrays.copyOfRange(OPENSSL.split("\n", -1), 1, 2));
  }
}
