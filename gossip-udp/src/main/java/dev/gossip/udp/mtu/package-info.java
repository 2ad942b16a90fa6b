/** How large the datagrams of a link can be: path MTU discovery by probing (RFC 8899). */
@NullMarked
package dev.gossip.udp.mtu;

import org.jspecify.annotations.NullMarked;
