package dev.gossip.testkit.contract;

import dev.gossip.core.builtin.FloodingPlugin;

class FloodingRelayTest extends RelayPluginContract<FloodingPlugin> {}
