package dev.gossip.signing;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code signing.ed25519}: every message names its author and is signed with Ed25519. */
public final class Ed25519Plugin implements GossipPlugin {
  private static final String EPHEMERAL = "ephemeral";
  private static final String OPEN = "open";
  private static final String BOUNCY_CASTLE = "bouncy-castle";

  static final Setting<String> KEY =
      Setting.text(
          "key",
          EPHEMERAL,
          "a file made by 'gossip keygen', or ephemeral: a new key at each start");
  static final Setting<String> PASSPHRASE_FILE =
      Setting.text(
          "passphrase-file", "", "a file whose first line is the passphrase of an encrypted key");
  static final Setting<String> TRUST =
      Setting.text(
          "trust", OPEN, "a file with a line 'TOPIC AUTHOR' for each trusted author, or open: all");
  static final Setting<Integer> BATCH =
      Setting.integer(
          "batch",
          64,
          1,
          1 << TreeSignature.MAX_DEPTH,
          "how many messages that wait one signature may cover");
  static final Setting<String> PROVIDER =
      Setting.text(
          "provider",
          BOUNCY_CASTLE,
          "what checks signatures: bouncy-castle, or a faster JCA provider's name, such as"
              + " AmazonCorrettoCryptoProvider");

  @Override
  public String id() {
    return "signing.ed25519";
  }

  @Override
  public String summary() {
    return "messages name their author, and are signed with Ed25519";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(KEY, PASSPHRASE_FILE, TRUST, BATCH, PROVIDER);
  }

  @Override
  public Module module(PluginSettings settings) {
    // Files are read here, so that what is wrong with them is told before a node starts.
    MessageSigning.Factory factory = factory(settings);
    return binder -> binder.bind(MessageSigning.Factory.class).toInstance(factory);
  }

  private static MessageSigning.Factory factory(PluginSettings settings) {
    Trust trust = trust(settings.get(TRUST));
    int batch = settings.get(BATCH);
    String provider = settings.get(PROVIDER);
    JcaCheck shortcut = provider.equals(BOUNCY_CASTLE) ? null : JcaCheck.of(provider);
    if (settings.get(KEY).equals(EPHEMERAL)) {
      return context ->
          signing(AuthorKey.generate(context.random()), shortcut, trust, batch, context);
    }
    AuthorKey key = key(settings);
    return context -> signing(key, shortcut, trust, batch, context);
  }

  private static AuthorKey key(PluginSettings settings) {
    return AuthorKey.read(
        path(KEY, settings.get(KEY)),
        () -> {
          String file = settings.get(PASSPHRASE_FILE);
          if (file.isEmpty()) {
            throw new IllegalArgumentException(
                "the key is encrypted; name a file with its passphrase in gossip.signing.ed25519.passphrase-file");
          }
          return KeyFile.read(path(PASSPHRASE_FILE, file))
              .lines()
              .findFirst()
              .orElse("")
              .toCharArray();
        });
  }

  private static Trust trust(String file) {
    return file.equals(OPEN)
        ? Trust.OPEN
        : new TrustFile(
            path(TRUST, file),
            System::nanoTime,
            warning ->
                System.getLogger("dev.gossip.signing").log(System.Logger.Level.WARNING, warning));
  }

  private static MessageSigning signing(
      AuthorKey key,
      @Nullable JcaCheck shortcut,
      Trust trust,
      int maxBatch,
      SigningContext context) {
    return new Ed25519Signing(key, new StrictCheck(shortcut), trust, maxBatch, context);
  }

  private static Path path(Setting<String> setting, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          setting.key() + " = '" + text + "' is not the name of a file", e);
    }
  }
}
