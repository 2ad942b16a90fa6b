package dev.gossip.it.attack;

import dev.gossip.simulation.attack.HostileTransport;

/** The attacks of {@code docs/attacks.md}, registered, so that a container can load them. */
public final class HostileUdpPlugin extends HostileTransport {}
