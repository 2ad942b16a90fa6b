/** {@code gossip decrypt}: opens the sealed datagrams of captures. */
@NullMarked
package dev.gossip.cli.capture;

import org.jspecify.annotations.NullMarked;
