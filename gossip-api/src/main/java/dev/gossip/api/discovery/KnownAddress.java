package dev.gossip.api.discovery;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.util.Optional;

/**
 * What a node knows about an address.
 *
 * @param address a literal IP address with a port
 * @param source where it was learned, the most trustworthy source if there are several
 * @param isTried whether this node has reached a node there by dialing, and it is kept among the
 *     tried ones
 * @param id of the node with which this node shook hands there last, maybe before a restart: a
 *     hint, since another node may be there by now; empty if it never did
 * @param lastHandshakeMillis when that was, milliseconds since 1970; 0 if never
 * @param lastOutcome how the latest dial ended; empty if there was none since this node started
 * @param failures how many dials have failed since the latest success
 */
public record KnownAddress(
    PeerAddress address,
    AddressSource source,
    boolean isTried,
    Optional<PeerId> id,
    long lastHandshakeMillis,
    Optional<DialOutcome.Kind> lastOutcome,
    int failures) {}
