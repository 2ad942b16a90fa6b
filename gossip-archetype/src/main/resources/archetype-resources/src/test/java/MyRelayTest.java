package ${package};

import dev.gossip.testkit.contract.RelayPluginContract;

class MyRelayTest extends RelayPluginContract<MyRelayPlugin> {}
