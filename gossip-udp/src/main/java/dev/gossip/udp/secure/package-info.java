/**
 * Secure links: their handshake within a budget, one link for each proven id, and the check of
 * another address.
 */
@NullMarked
package dev.gossip.udp.secure;

import org.jspecify.annotations.NullMarked;
