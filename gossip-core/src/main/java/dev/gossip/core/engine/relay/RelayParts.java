package dev.gossip.core.engine.relay;

import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.PeerTable;
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.spec.ChannelTable;

/**
 * What the relay strategy works on.
 *
 * @param peers the peers to which messages can be sent
 * @param history which messages were accepted, and those that are stored
 * @param embargoed which of them are not public yet
 * @param spam what is thought of the peers
 * @param channels the control channels
 * @param large the large messages
 */
public record RelayParts(
    PeerTable peers,
    MessageHistory history,
    EmbargoedDeliveries embargoed,
    SpamControls spam,
    ChannelTable channels,
    LargeMessages large) {}
