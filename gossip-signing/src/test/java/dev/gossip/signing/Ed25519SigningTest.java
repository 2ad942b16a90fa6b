package dev.gossip.signing;

import com.google.inject.Guice;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.testkit.contract.MessageSigningContract;

class Ed25519SigningTest extends MessageSigningContract {
  @Override
  protected MessageSigning.Factory factory() {
    Ed25519Plugin plugin = new Ed25519Plugin();
    return Guice.createInjector(plugin.module(PluginSettings.defaultsOf(plugin)))
        .getInstance(MessageSigning.Factory.class);
  }
}
