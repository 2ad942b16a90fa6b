package dev.gossip.core.engine.verify;

import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.ClockWarnings;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.spec.SigningPolicy;

/**
 * What the checks of messages work with.
 *
 * @param policy how unsigned messages are handled
 * @param signs whether this node's own messages have an author
 * @param checks the expensive checks
 * @param spam what admits the work and judges the messages
 * @param history which messages were accepted before
 * @param clocks warns of messages that are dropped because clocks differ
 */
public record IntakeParts(
    SigningPolicy policy,
    boolean signs,
    MessageChecks checks,
    SpamControls spam,
    MessageHistory history,
    ClockWarnings clocks) {}
