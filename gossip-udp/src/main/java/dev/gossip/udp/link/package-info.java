/** What plain and secure links share: settings, sending, pings, coming up and ending. */
@NullMarked
package dev.gossip.udp.link;

import org.jspecify.annotations.NullMarked;
