package dev.gossip.testkit.contract;

import dev.gossip.api.signing.MessageSigning;

class ToySigningTest extends MessageSigningContract {
  @Override
  protected MessageSigning.Factory factory() {
    return context -> new ToySigning(context.network());
  }
}
