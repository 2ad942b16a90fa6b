package dev.gossip.testkit.contract;

import dev.gossip.core.builtin.NoSpamControlPlugin;

class NoSpamControlTest extends SpamPluginContract<NoSpamControlPlugin> {}
