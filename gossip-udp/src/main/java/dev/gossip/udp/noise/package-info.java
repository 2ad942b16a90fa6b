/**
 * Encrypted sessions, without socket, thread, clock or randomness of their own: the handshake
 * {@code Noise_XX_25519_AESGCM_SHA256} (The Noise Protocol Framework, revision 34), the sealed
 * packets of the session after it, and the cookies before it.
 */
@NullMarked
package dev.gossip.udp.noise;

import org.jspecify.annotations.NullMarked;
