/**
 * The values that travel through a node, shared by every extension point.
 *
 * <p>A node is composed of plugins around a small engine. A datagram reaches the {@linkplain
 * dev.gossip.api.transport.Transport transport}, which turns it into frames from an authenticated
 * link. A payload frame carries one {@link dev.gossip.api.GossipMessage}: the engine asks
 * {@linkplain dev.gossip.api.spam.SpamControl spam control} whether to spend work on it, recomputes
 * its {@link dev.gossip.api.MessageId}, lets {@linkplain dev.gossip.api.signing.MessageSigning
 * signing} check who said it, and hands the first good copy to the {@linkplain
 * dev.gossip.api.relay.RelayStrategy relay strategy}, which decides whom to tell, and when. What
 * happened is told as {@linkplain dev.gossip.api.node.NodeEvent events}.
 *
 * <p>Everything a plugin implements is called on its node's one thread, unless its own
 * documentation says otherwise, and is never re-entered.
 */
@NullMarked
package dev.gossip.api;

import org.jspecify.annotations.NullMarked;
