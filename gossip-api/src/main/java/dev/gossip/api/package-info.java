/**
 * Values that all extension points share: messages, ids, peers, addresses.
 *
 * <p>A node consists of a small engine and plugins. A datagram reaches the {@linkplain
 * dev.gossip.api.transport.Transport transport}, which turns it into frames of a link. A payload
 * frame carries one {@link dev.gossip.api.GossipMessage}: the engine asks {@linkplain
 * dev.gossip.api.spam.SpamControl spam control} whether to spend work on the frame, computes the
 * {@link dev.gossip.api.MessageId}, has {@linkplain dev.gossip.api.signing.MessageSigning signing}
 * verify the signature, and passes the first valid copy to the {@linkplain
 * dev.gossip.api.relay.RelayStrategy relay strategy}, which decides which peers it is sent to, and
 * when. The node reports what happened as {@linkplain dev.gossip.api.node.NodeEvent events}.
 *
 * <p>Unless its documentation says otherwise, everything that a plugin implements is called on the
 * node's single thread and is never re-entered.
 */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.api;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
