package dev.gossip.testkit.contract;

import dev.gossip.core.builtin.ConfiguredMembershipPlugin;

class ConfiguredMembershipTest extends MembershipPluginContract<ConfiguredMembershipPlugin> {}
