package dev.gossip.testkit.contract;

import dev.gossip.api.signing.MessageSigning;
import dev.gossip.core.builtin.NoSigningPlugin;

class NoSigningTest extends MessageSigningContract {
  @Override
  protected MessageSigning.Factory factory() {
    return Factories.of(new NoSigningPlugin(), MessageSigning.Factory.class);
  }
}
