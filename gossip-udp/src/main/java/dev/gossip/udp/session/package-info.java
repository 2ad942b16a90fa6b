/** The handshake and the session of one secure link, as state that knows no link. */
@NullMarked
package dev.gossip.udp.session;

import org.jspecify.annotations.NullMarked;
