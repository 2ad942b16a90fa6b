package dev.gossip.reputation.signing;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.SimplePlugin;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.signing.Ed25519Plugin;

/**
 * {@code signing.checked-once}: {@code signing.ed25519} for many nodes in one process. A result
 * depends on the arguments only, so what one node has found of a signature is not computed again
 * for another one. Most of the time of a large network with signed messages goes there.
 */
public final class CheckedOncePlugin extends SimplePlugin<MessageSigning.Factory> {
  /** The name in settings. */
  public static final String NAME = "checked-once";

  /** Called by the loader of plugins. */
  public CheckedOncePlugin() {
    super(
        "signing." + NAME,
        "Ed25519, with each signature checked once in all nodes of a process",
        settings -> factory());
  }

  private static MessageSigning.Factory factory() {
    Ed25519Plugin ed25519 = new Ed25519Plugin();
    MessageSigning.Factory own = ed25519.factory(PluginSettings.defaultsOf(ed25519));
    KnownResults results = new KnownResults();
    return context -> new CheckedOnce(own.create(context), results);
  }
}
