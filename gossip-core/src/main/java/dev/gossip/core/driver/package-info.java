/** IO and time: what runs a node. */
@NullMarked
package dev.gossip.core.driver;

import org.jspecify.annotations.NullMarked;
