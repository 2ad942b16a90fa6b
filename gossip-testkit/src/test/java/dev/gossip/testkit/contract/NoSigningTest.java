package dev.gossip.testkit.contract;

import dev.gossip.core.builtin.NoSigningPlugin;

class NoSigningTest extends SigningPluginContract<NoSigningPlugin> {}
