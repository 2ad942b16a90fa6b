/** Plain links, without keys: their handshake and their replies to strangers. */
@NullMarked
package dev.gossip.udp.plain;

import org.jspecify.annotations.NullMarked;
