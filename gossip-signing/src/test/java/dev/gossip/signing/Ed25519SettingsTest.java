package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the settings of {@code signing.ed25519}. */
class Ed25519SettingsTest {
  private static final ByteString MESSAGE = ByteString.copyFromUtf8("hello");

  @TempDir private Path folder = Path.of("");

  private final AuthorKey key = AuthorKey.generate(new SecureRandom());

  @Test
  void ephemeralKeyIsDerivedFromTheNodesRandomness() {
    MessageSigning.Factory factory = factory(Map.of());

    AuthorId one = factory.create(new ManualSigningContext(1)).author();

    assertThat(factory.create(new ManualSigningContext(1)).author()).isEqualTo(one);
    assertThat(factory.create(new ManualSigningContext(2)).author()).isNotEqualTo(one);
  }

  @Test
  void keyFromAFileSigns() throws IOException {
    Path file = folder.resolve("key.pem");
    key.write(file);

    MessageSigning signing = signing(Map.of("key", file.toString()));

    assertThat(signing.author()).isEqualTo(key.author());
    assertThat(verifies(signing, sign(signing))).isTrue();
  }

  @Test
  void keyFromAnEncryptedFileSigns() throws IOException {
    Path file = folder.resolve("key.pem");
    key.write(file, "pass phrase".toCharArray());
    Path passphrase = folder.resolve("passphrase");
    KeyFile.create(passphrase, "pass phrase\n");

    Map<String, String> settings =
        Map.of("key", file.toString(), "passphrase-file", passphrase.toString());

    assertThat(signing(settings).author()).isEqualTo(key.author());
  }

  @Test
  void configurationErrorsAreReportedInOneLine() throws IOException {
    Path file = folder.resolve("key.pem");
    key.write(file, "pass phrase".toCharArray());
    Path missing = folder.resolve("missing");
    Path open = folder.resolve("open");
    Files.createFile(
        open, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    Path list = Files.writeString(folder.resolve("list"), "main\n");

    assertRefused("key", Map.of("key", missing.toString()), missing + ": there is no such file");
    assertRefused(
        "key",
        Map.of("key", file.toString()),
        file + " is encrypted; set gossip.signing.ed25519.passphrase-file to the name of a file");
    assertRefused(
        "passphrase-file",
        Map.of("key", file.toString(), "passphrase-file", open.toString()),
        open + ": other users may read or change it; run 'chmod 600 " + open + "'");
    assertRefused(
        "passphrase-file",
        Map.of("key", file.toString(), "passphrase-file", missing.toString()),
        missing + ": there is no such file");
    assertRefused("key", Map.of("key", open.toString()), open + ": other users may read");
    assertRefused("key", Map.of("key", "a\0b"), "'a\0b' is not a valid file name");
    assertRefused("trust", Map.of("trust", list.toString()), list + ": 1: this is not 'TOPIC KEY'");
    assertRefused("provider", Map.of("provider", "Wax"), "there is no provider 'Wax'");
    assertRefused("provider", Map.of("provider", "SUN"), "provider 'SUN' has no Ed25519");
    assertRefused("batch", Map.of("batch", "65"), "'65' is not a whole number from 1 to 64");
  }

  @Test
  void onlyListedAuthorsAreTrusted() throws IOException {
    Path list = Files.writeString(folder.resolve("list"), "main " + key.author().hex() + "\n");

    MessageSigning open = signing(Map.of());
    MessageSigning closed = signing(Map.of("trust", list.toString()));

    assertThat(open.trusts(closed.author(), "main")).isTrue();
    assertThat(open.trusts(AuthorId.NONE, "main")).isTrue();
    assertThat(closed.trusts(key.author(), "main")).isTrue();
    assertThat(closed.trusts(key.author(), "other")).isFalse();
    assertThat(closed.trusts(closed.author(), "main")).isFalse();
    assertThat(closed.trusts(AuthorId.NONE, "main")).isFalse();
  }

  @Test
  void batchesAreAtMostAsLargeAsConfigured() {
    List<ByteString> messages = Collections.nCopies(64, MESSAGE);

    assertThat(signing(Map.of()).sign(messages)).allMatch(it -> it.size() == 64 + 1 + 6 * 32);
    assertThat(signing(Map.of("batch", "1")).sign(messages)).allMatch(it -> it.size() == 64);
  }

  @Test
  void jdkProviderAndBouncyCastleAgree() {
    MessageSigning jdk = signing(Map.of("provider", "SunEC"));
    MessageSigning bouncyCastle = signing(Map.of());

    ByteString signature = sign(jdk);

    assertThat(verifies(jdk, signature)).isTrue();
    assertThat(bouncyCastle.verify(jdk.author(), MESSAGE, signature)).isTrue();
    assertThat(jdk.verify(key.author(), MESSAGE, signature)).isFalse();
  }

  private static void assertRefused(String setting, Map<String, String> settings, String reason) {
    PluginCatalog catalog = PluginCatalog.load(List.of());
    assertThatThrownBy(
            () -> {
              NodeConfig.Builder config =
                  NodeConfig.builder().set("gossip.signing.use", "ed25519", "the test");
              settings.forEach(
                  (name, value) -> config.set("gossip.signing.ed25519." + name, value, "the test"));
              Composition.of(config.build(catalog.all()), catalog);
            })
        .as("%s", settings)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("the test: gossip.signing.ed25519." + setting + ": " + reason)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("Exception");
  }

  private static ByteString sign(MessageSigning signing) {
    return signing.sign(List.of(MESSAGE)).get(0);
  }

  private static boolean verifies(MessageSigning signing, ByteString signature) {
    return signing.verify(signing.author(), MESSAGE, signature);
  }

  private static MessageSigning signing(Map<String, String> settings) {
    return factory(settings).create(new ManualSigningContext(7));
  }

  private static MessageSigning.Factory factory(Map<String, String> settings) {
    Ed25519Plugin plugin = new Ed25519Plugin();
    return Guice.createInjector(plugin.module(PluginSettings.of(plugin.settings(), settings)))
        .getInstance(MessageSigning.Factory.class);
  }
}
