/** The layout of datagrams of plain and of secure links, as bytes without links. */
@NullMarked
package dev.gossip.udp.datagram;

import org.jspecify.annotations.NullMarked;
