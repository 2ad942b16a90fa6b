package org.example;

import dev.gossip.testkit.contract.RelayPluginContract;

class PatientRelayTest extends RelayPluginContract<PatientRelayPlugin> {}
