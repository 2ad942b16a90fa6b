package dev.gossip.signing;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code signing.ed25519}: every message names its author and is signed with Ed25519. */
public final class Ed25519Plugin implements GossipPlugin {
  private static final String EPHEMERAL = "ephemeral";
  private static final String OPEN = "open";
  private static final String BOUNCY_CASTLE = "bouncy-castle";

  static final Setting<String> KEY =
      Setting.text(
          "key",
          EPHEMERAL,
          "a key file, such as one made by 'gossip keygen', or ephemeral: a new key at each start");
  static final Setting<String> PASSPHRASE_FILE =
      Setting.text(
          "passphrase-file", "", "a file whose first line is the passphrase of an encrypted key");
  static final Setting<String> TRUST =
      Setting.text(
          "trust",
          OPEN,
          "a file with one line 'TOPIC AUTHOR' per trusted author, or open: trust all authors");
  static final Setting<Integer> BATCH =
      Setting.integer(
          "batch",
          64,
          1,
          1 << TreeSignature.MAX_DEPTH,
          "largest number of waiting messages that one signature covers");
  static final Setting<String> PROVIDER =
      Setting.text(
          "provider",
          BOUNCY_CASTLE,
          "what verifies signatures: bouncy-castle, or the name of a faster JCA provider, such as"
              + " AmazonCorrettoCryptoProvider");

  @Override
  public String id() {
    return "signing.ed25519";
  }

  @Override
  public String summary() {
    return "messages name their author and are signed with Ed25519";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(KEY, PASSPHRASE_FILE, TRUST, BATCH, PROVIDER);
  }

  @Override
  public MessageSigning.Factory factory(PluginSettings settings) {
    // Files are read here, so that errors in them are reported before a node starts.
    Function<SigningContext, AuthorKey> key = settings.read(KEY, name -> key(name, settings));
    Function<SigningContext, Trust> trust = settings.read(TRUST, Ed25519Plugin::trust);
    Supplier<SignatureVerifier> verifier = settings.read(PROVIDER, Ed25519Plugin::verifier);
    int batch = settings.get(BATCH);
    return context ->
        new Ed25519Signing(
            key.apply(context), verifier.get(), trust.apply(context), batch, context);
  }

  private static Function<SigningContext, AuthorKey> key(String name, PluginSettings settings) {
    if (name.equals(EPHEMERAL)) {
      return context -> AuthorKey.generate(context.random());
    }
    AuthorKey key = AuthorKey.read(path(name), () -> passphrase(name, settings));
    return context -> key;
  }

  private static char[] passphrase(String key, PluginSettings settings) {
    if (settings.get(PASSPHRASE_FILE).isEmpty()) {
      throw new IllegalArgumentException(
          key
              + " is encrypted; set gossip.signing.ed25519.passphrase-file to the name of a file"
              + " whose first line is its passphrase");
    }
    return settings.read(PASSPHRASE_FILE, file -> KeyFile.readPassphrase(path(file)));
  }

  private static Function<SigningContext, Trust> trust(String file) {
    if (file.equals(OPEN)) {
      return context -> Trust.OPEN;
    }
    TrustFile list = TrustFile.read(path(file));
    return list::watch;
  }

  private static Supplier<SignatureVerifier> verifier(String provider) {
    if (provider.equals(BOUNCY_CASTLE)) {
      return StrictVerifier::new;
    }
    JcaVerifier fastVerifier = JcaVerifier.of(provider);
    return () -> new StrictVerifier(fastVerifier);
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "'" + name + "' is not a valid file name; check the name", e);
    }
  }
}
