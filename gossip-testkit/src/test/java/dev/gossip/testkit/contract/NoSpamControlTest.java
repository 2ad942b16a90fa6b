package dev.gossip.testkit.contract;

import dev.gossip.api.spam.SpamControl;
import dev.gossip.core.builtin.NoSpamControlPlugin;

class NoSpamControlTest extends SpamControlContract {
  @Override
  protected SpamControl.Factory factory() {
    return Factories.of(new NoSpamControlPlugin(), SpamControl.Factory.class);
  }
}
